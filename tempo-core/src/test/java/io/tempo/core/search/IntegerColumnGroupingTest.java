package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.testing.Traces;
import io.tempo.core.traceql.engine.Dialect;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/** Groups by an attribute that has an integer column, and values that are no integers. */
class IntegerColumnGroupingTest {

    private final TraceTable table = table(Set.of("code"));

    @Test
    void theReferenceTakesOtherTypesForNilAndShowsThemSo() {
        assertThat(groups("{ } | by(span.code)", Dialect.REFERENCE, table))
                .containsExactly("500: code=500", "nil: code=nil, code=nil, -");
    }

    @Test
    void theLanguageGroupsByTheValue() {
        assertThat(groups("{ } | by(span.code)", Dialect.CONTRACT, table))
                .containsExactly(
                        "500: code=500", "\"500\": code=\"500\"", "true: code=true", "nil: -");
    }

    @Test
    void withoutAnIntegerColumnTheReferenceGroupsByTheValueToo() {
        assertThat(groups("{ } | by(span.code)", Dialect.REFERENCE, table(Set.of("other"))))
                .isEqualTo(groups("{ } | by(span.code)", Dialect.CONTRACT, table));
    }

    @Test
    void onlyPlainAttributesOfSpansAreGroupedSo() {
        assertThat(groups("{ } | by(.code)", Dialect.REFERENCE, table))
                .isEqualTo(groups("{ } | by(.code)", Dialect.CONTRACT, table));
        assertThat(groups("{ } | by(span.code = \"500\")", Dialect.REFERENCE, table))
                .isEqualTo(groups("{ } | by(span.code = \"500\")", Dialect.CONTRACT, table));
    }

    @Test
    void filtersAndSelectionsSeeOtherTypes() {
        assertThat(groups("{ span.code = \"500\" }", Dialect.REFERENCE, table))
                .containsExactly(": code=\"500\"");
        assertThat(groups("{ } | select(span.code)", Dialect.REFERENCE, table))
                .containsExactly(": code=500, code=\"500\", code=true, -");
    }

    private static List<String> groups(String query, Dialect dialect, TraceTable table) {
        return Searches.search(query, dialect, List.of(table)).getFirst().spanSets().stream()
                .map(
                        set ->
                                texts(set.attributes())
                                        + ": "
                                        + String.join(
                                                ", ",
                                                set.spans().stream()
                                                        .map(IntegerColumnGroupingTest::text)
                                                        .toList()))
                .toList();
    }

    private static String texts(List<KeyValue> attributes) {
        return String.join(", ", attributes.stream().map(a -> text(a.getValue())).toList());
    }

    private static String text(SpanMatch span) {
        return span.attributes().isEmpty()
                ? "-"
                : String.join(
                        ", ",
                        span.attributes().stream()
                                .map(a -> a.getKey() + "=" + text(a.getValue()))
                                .toList());
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case STRING_VALUE ->
                    value.getStringValue().equals("nil")
                            ? "nil"
                            : '"' + value.getStringValue() + '"';
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static TraceTable table(Set<String> integerSpanKeys) {
        KeyValue bool =
                KeyValue.newBuilder()
                        .setKey("code")
                        .setValue(AnyValue.newBuilder().setBoolValue(true))
                        .build();
        ScopeSpans.Builder spans =
                ScopeSpans.newBuilder()
                        .addSpans(span(1).addAttributes(Traces.attribute("code", 500)))
                        .addSpans(span(2).addAttributes(Traces.attribute("code", "500")))
                        .addSpans(span(3).addAttributes(bool))
                        .addSpans(span(4));
        TracesData trace =
                TracesData.newBuilder()
                        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
                        .build();
        SpanColumns columns = Traces.columns(trace.toByteArray());
        return new SpanTable(columns, TraceLayout.of(columns), integerSpanKeys);
    }

    private static Span.Builder span(long id) {
        return Span.newBuilder()
                .setTraceId(Traces.hex("0102030405060708090a0b0c0d0e0f10"))
                .setSpanId(Traces.spanId(id))
                .setStartTimeUnixNano(id)
                .setEndTimeUnixNano(id + 1);
    }
}
