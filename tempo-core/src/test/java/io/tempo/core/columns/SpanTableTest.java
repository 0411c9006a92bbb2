package io.tempo.core.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.ValueType;
import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two traces whose spans interleave, with events and links. */
class SpanTableTest {

    private final TestSpans spans = new TestSpans();
    private SpanTable table;

    @BeforeEach
    void fill() {
        int scope = spans.scope("lib", "1", Map.of("lang", "java"));
        int x = spans.resource(Map.of("service.name", "x", "zone", "eu"));
        int y = spans.resource(Map.of("service.name", "y"));
        byte[] id = "some id".getBytes(StandardCharsets.UTF_8);
        spans.use(x, scope);
        spans.begin(2, 21, 0)
                .name("b1")
                .time(100, 10)
                .attribute("n", 21L)
                .event(1, "b1e1", Map.of("m", "v1"))
                .event(2, "b1e2", Map.of())
                .end();
        spans.begin(1, 11, 0).name("a1").time(50, -7).attribute("n", 11L).attribute("n", 0L).end();
        spans.use(y, scope);
        spans.begin(2, 22, 21)
                .name("b2")
                .kind(3)
                .status(2, "bad")
                .attribute("n", "text")
                .event(3, "b2e1", Map.of())
                .end();
        spans.begin(1, 12, 11)
                .name("a2")
                .link(id, id, Map.of("why", "batch"))
                .event(4, "a2e1", Map.of("m", "v2"))
                .end();
        spans.use(x, scope);
        spans.begin(2, 23, 22).name("b3").end();
        table = new SpanTable(spans.columns());
    }

    private List<String> texts(StringField field, int count) {
        StringColumn column = table.strings(field);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(column.strings().text(column.ids()[i]));
        }
        return texts;
    }

    @Test
    void spansLieInStoredOrder() {
        assertThat(table.traceCount()).isEqualTo(2);
        assertThat(table.traceId(1).toTrimmedHex()).isEqualTo("2");
        assertThat(table.traceSpanStart()).startsWith(0, 2, 5);
        assertThat(texts(StringField.SPAN_NAME, 5)).containsExactly("a1", "a2", "b1", "b3", "b2");
        assertThat(table.numbers(NumberField.SPAN_ID)).containsExactly(11, 12, 21, 23, 22);
        assertThat(table.numbers(NumberField.SPAN_PARENT_ID)).containsExactly(0, 11, 0, 22, 21);
        assertThat(table.numbers(NumberField.SPAN_DURATION)).containsExactly(0, 0, 10, 0, 0);
        assertThat(table.numbers(NumberField.SPAN_KIND)).containsExactly(0, 0, 0, 0, 3);
        assertThat(table.numbers(NumberField.SPAN_STATUS)).containsExactly(0, 0, 0, 0, 2);
        assertThat(texts(StringField.SPAN_STATUS_MESSAGE, 5)).last().isEqualTo("bad");
        int[] resource = table.spanResource();
        assertThat(resource[2]).isEqualTo(resource[3]).isNotEqualTo(resource[4]);
    }

    @Test
    void eventsAndLinksFollowTheirSpans() {
        assertThat(table.spanEventStart()).containsExactly(0, 0, 1, 3, 3, 4);
        assertThat(texts(StringField.EVENT_NAME, 4))
                .containsExactly("a2e1", "b1e1", "b1e2", "b2e1");
        assertThat(table.numbers(NumberField.EVENT_TIME_SINCE_START)).containsExactly(4, 1, 2, 3);
        assertThat(table.spanLinkStart()).containsExactly(0, 0, 1, 1, 1, 1);
        assertThat(texts(StringField.LINK_TRACE_ID, 1)).containsExactly("some id");
        AttributeColumn m = table.attribute(AttributeScope.EVENT, "m");
        assertThat(m.types())
                .containsExactly(ValueType.STRING, ValueType.STRING, ValueType.NIL, ValueType.NIL);
        assertThat(m.strings().text((int) m.values()[0])).isEqualTo("v2");
    }

    @Test
    void treeNumbersFollowStoredOrder() {
        assertThat(table.numbers(NumberField.SPAN_NESTED_SET_LEFT)).containsExactly(1, 2, 1, 3, 2);
        assertThat(table.numbers(NumberField.SPAN_NESTED_SET_RIGHT)).containsExactly(4, 3, 6, 4, 5);
        assertThat(table.numbers(NumberField.SPAN_NESTED_SET_PARENT))
                .containsExactly(-1, 1, -1, 2, 1);
        assertThat(table.numbers(NumberField.SPAN_CHILD_COUNT)).containsExactly(1, 0, 1, 0, 1);
    }

    @Test
    void theFirstValueOfAKeyCounts() {
        AttributeColumn n = table.attribute(AttributeScope.SPAN, "n");
        assertThat(n.types())
                .containsExactly(
                        ValueType.INT,
                        ValueType.NIL,
                        ValueType.INT,
                        ValueType.NIL,
                        ValueType.STRING);
        assertThat(n.values()[0]).isEqualTo(11);
        assertThat(table.attribute(AttributeScope.RESOURCE, "n")).isNull();
        assertThat(table.attribute(AttributeScope.INSTRUMENTATION, "lang").types()[0])
                .isEqualTo(ValueType.STRING);
        AttributeColumn zone = table.attribute(AttributeScope.RESOURCE, "zone");
        assertThat(zone.types()[table.spanResource()[2]]).isEqualTo(ValueType.STRING);
        assertThat(zone.types()[table.spanResource()[4]]).isEqualTo(ValueType.NIL);
    }

    @Test
    void knowsTheKeysOfEachScopeAndWhichTextsOccur() {
        assertThat(table.attributeKeys(AttributeScope.SPAN)).containsExactly("n");
        assertThat(table.attributeKeys(AttributeScope.RESOURCE))
                .containsExactlyInAnyOrder("service.name", "zone");
        assertThat(table.attributeKeys(AttributeScope.EVENT)).containsExactly("m");
        assertThat(table.attributeKeys(AttributeScope.LINK)).containsExactly("why");
        assertThat(table.attributeKeys(AttributeScope.INSTRUMENTATION)).containsExactly("lang");
        byte[] eu = "eu".getBytes(StandardCharsets.UTF_8);
        byte[] us = "us".getBytes(StandardCharsets.UTF_8);
        assertThat(table.mayContain(AttributeScope.RESOURCE, "zone", eu)).isTrue();
        assertThat(table.mayContain(AttributeScope.RESOURCE, "zone", us)).isFalse();
        assertThat(table.mayContain(StringField.SPAN_NAME, us)).isFalse();
    }

    @Test
    void aTableOfOneTraceShowsOnlyThat() {
        SpanColumns c = spans.columns();
        SpanTable one = new SpanTable(c, TraceLayout.of(c, 1));
        assertThat(one.traceId(0).toTrimmedHex()).isEqualTo("1");
        assertThat(one.spanCount()).isEqualTo(2);
        assertThat(one.attributeKeys(AttributeScope.EVENT)).containsExactly("m");
        assertThat(one.attributeKeys(AttributeScope.RESOURCE)).contains("zone");
        assertThat(one.numbers(NumberField.TRACE_START)).containsExactly(50);
    }
}
