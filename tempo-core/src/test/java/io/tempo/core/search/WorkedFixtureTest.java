package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.WorkedFixture;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The search table of the TraceQL specification, section 10, and its rules on the same data. */
class WorkedFixtureTest {

    private final SpanTable table = new SpanTable(WorkedFixture.columns());

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "{ .foo = \"span\" } # s1 · b1",
                "{ .foo = \"res\" } # s2",
                "{ .foo != \"span\" } # s2 s3 s4 s5",
                "{ span.int > 7 } # s2 s3",
                "{ 7 < span.int } # s2 s3",
                "{ span.bool } # s1",
                "{ !span.bool } # s3",
                "{ !(span.arr = nil) || span.dne = 1 } # s1",
                "{ span.str = 5 } # ",
                "{ span.int != \"x\" } # ",
                "{ span.dne != \"x\" } # ",
                "{ span.int + span.float = 7.5 } # s1",
                "{ span.int / 2 = 2 } # s1",
                "{ duration / 2 = 10ms } # s3",
                "{ span.arr = \"b\" } # s1",
                "{ span.arr =~ \"a|z\" } # s1",
                "{ span.arr != \"z\" } # s1",
                "{ span.one = \"x\" } # s1",
                "{ span.arr != \"a\" } # ",
                "{ span.arr !~ \"a\" } # ",
                "{ span.arr !~ \"z.*\" } # s1",
                "{ span.iarr = 2 && span.iarr = 3 } # s1",
                "{ 2 < span.iarr } # s1",
                "{ 3 < span.iarr } # ",
                "{ span:statusMessage = \"\" } # s1 s2 s4 s5 · b1 b2",
                "{ span:parentID = \"0000000000000000\" } # s1 · b1 b2",
                "{ span:id = \"0000000000000003\" } # s3",
                "{ span:id =~ \".*12\" } # b2",
                "{ trace:id = \"0abc\" } # s1 s2 s3 s4 s5",
                "{ nestedSetLeft = 0 } # s5",
                "{ nestedSetParent < 0 } # s1 · b1 b2",
                "{ span:childCount = 2 } # s1",
                "{ event:name != \"ev1\" } # s1",
                "{ event:name = \"ev1\" && event.x = \"1\" } # s1",
                "{ event:name = \"ev1\" && event.x = \"2\" } # ",
                "{ event:name = \"ev1\" } && { event.x = \"2\" } # s1",
                "{ event:timeSinceStart > 1500us } # s1",
                "{ event.x = \"1\" && event.y = \"3\" } # ",
                "{ event.x = \"1\" && event.y = \"3\" || span.dne = 1 } # s1",
                "{ event.y = nil } # s1",
                "{ event.dne = nil } # s1",
                "{ event.y != nil } # s1",
                "{ link:spanID = \"0000000000000009\" } # s1",
                "{ link:traceID = \"1000000000000000000000000000002\" } # s1",
                "{ link.lk = \"v\" } # s1",
                "{ instrumentation.lang = nil } # s3 s4 s5 · b1 b2",
                "{ instrumentation:name = \"lib1\" } # s1 s2",
                "{ instrumentation:name = 5 } # ",
                "{ name = \"root\" } > { } # s2 s4",
                "{ name = \"root\" } >> { } # s2 s3 s4",
                "{ name = \"leaf\" } << { } # s1 s2",
                "{ name = \"leaf\" } < { } # s1 s2",
                "{ name = \"mid\" } ~ { } # s4",
                "{ } ~ { } # s2 s4 · b1 b2",
                "{ name = \"zzz\" } !~ { name = \"mid\" } # s2",
                "{ name = \"root\" } !>> { } # s1 s5 · b1 b2",
                "{ } !< { } # s3 s4 s5 · b1 b2",
                "{ name = \"root\" } &>> { name = \"leaf\" } # s1 s3 s4",
                "{ name = \"mid\" } &~ { name = \"leaf\" } # s2 s4",
                "{ name = \"root\" } && { name = \"leaf\" } # s1 s3 s4",
                "{ name = \"leaf\" } && { name = \"zzz\" } # ",
                "{ name = \"leaf\" } || { name = \"zzz\" } # s3 s4",
                "{ resource.service.name = \"front\" } | { kind = server } # s1",
                "{ status = error } # s3",
                "{ kind != server && status = unset } # s2 s4 s5 · b1 b2",
                "{ rootName = \"solo-b\" && rootServiceName = \"solo\" } # b1 b2",
                "{ traceDuration > 1s } # b1 b2",
                "{ true } # s1 s2 s3 s4 s5 · b1 b2",
                "{ false } # ",
                "{ span.bool || span.int > 7 } # s1 s3",
                "{ span.int > 7 || span.int = 1 } # s2 s3 · b1",
                "{ !(span.int > 7) } # s1 s4 s5 · b1 b2",
                "{ -span.neg > 2 } # s1",
                "{ (span.int > 7) = true } # s2 s3",
                "{ (span.int > 7) != (span.float > 1) } # s1 s2",
                "{ span.int * 2 > 10 || name =~ `(?i)SOLO-A` } # s2 s3 · b1",
            })
    void findsSpans(String query, String expected) {
        assertThat(render(query, Dialect.CONTRACT, true))
                .as(query)
                .isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "{ parent.int = 5 } # s2 s4",
                "{ parent.span.int > 7 } # s3",
                "{ parent.resource.service.name = \"front\" } # s2 s3 s4",
                "{ parent.foo = nil } # s1 s5 · b1 b2",
                "{ span.int > parent.span.int } # s2 s3",
            })
    void looksAtParents(String query, String expected) {
        assertThat(render(query, Dialect.CONTRACT, true)).as(query).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "{ } | by(span.grp) | count() > 1 # s1 s2 {by(span.grp)=g1, count()=2} |"
                        + " s3 s4 {by(span.grp)=g2, count()=2} ·"
                        + " b1 b2 {by(span.grp)=nil, count()=2}",
                "{ } | by(span.grp) | count() > 1 | coalesce() # s1 s2 s3 s4 · b1 b2",
                "{ } | avg(span.int) > 1 # s1 s2 s3 s4 s5 {avg(span.int)=11.666666666666666}",
                "{ } | avg(duration) > 1ms # s1 s2 s3 s4 s5 {avg(duration)=41ms} ·"
                        + " b1 b2 {avg(duration)=1.5s}",
                "{ } | sum(span.neg) < 0 # s1 s2 s3 s4 s5 {sum(span.neg)=-4}",
                "{ } | by(1 + span.int) # s1 {by(1 + span.int)=6} | s2 {by(1 + span.int)=11} |"
                        + " s3 {by(1 + span.int)=21} | s4 s5 {by(1 + span.int)=false} ·"
                        + " b1 {by(1 + span.int)=2} | b2 {by(1 + span.int)=false}",
                "({ } | count() > 4) && ({ name = \"root\" } | count() = 1) # s1 s2 s3 s4 s5",
                "{ } | min(duration) < 10ms # s1 s2 s3 s4 s5 {min(duration)=5ms}",
                "{ } | max(span.float) > 7 # s1 s2 s3 s4 s5 {max(span.float)=7.5}",
                "{ status = error } | select(span.int) # s3",
            })
    void computesOverSpansets(String query, String expected) {
        assertThat(render(query, Dialect.CONTRACT, false)).as(query).isEqualTo(expected);
    }

    @Test
    void theSmallerOperandOfALogicalOperatorComesFirst() {
        assertThat(render("{ kind = client } && { }", Dialect.CONTRACT, false))
                .isEqualTo("s3 s1 s2 s4 s5");
    }

    @Test
    void theReferenceComparesElementsOfArraysOneByOne() {
        assertThat(render("{ span.arr != \"a\" }", Dialect.REFERENCE, true)).isEqualTo("s1");
    }

    @Test
    void referencedFieldsAreShownWithoutScope() {
        List<TraceMatch> matches =
                Searches.search(
                        "{ span.int > 7 && status = error } | select(resource.foo, kind, name)",
                        Dialect.CONTRACT,
                        List.of(table));
        SpanMatch span = matches.getFirst().spanSets().getFirst().spans().getFirst();
        assertThat(span.name()).isEqualTo("leaf");
        assertThat(span.attributes())
                .extracting(WorkedFixtureTest::text)
                .containsExactlyInAnyOrder("int=20", "status=error", "foo=res2", "kind=client");
    }

    @Test
    void ofAnArrayOnlyElementsThatPassAreShown() {
        List<TraceMatch> matches =
                Searches.search("{ span.iarr > 2 }", Dialect.CONTRACT, List.of(table));
        assertThat(matches.getFirst().spanSets().getFirst().spans().getFirst().attributes())
                .extracting(WorkedFixtureTest::text)
                .containsExactly("iarr=3");
    }

    @Test
    void aTraceCarriesItsSummary() {
        TraceMatch b = Searches.search("{ }", Dialect.CONTRACT, List.of(table)).getFirst();
        assertThat(b.traceId().low()).isEqualTo(WorkedFixture.B);
        assertThat(b.rootService()).isEqualTo("solo");
        assertThat(b.rootName()).isEqualTo("solo-b");
        assertThat(b.durationNanos()).isEqualTo(2_000_000_000L);
        assertThat(b.services()).containsOnlyKeys("solo");
        assertThat(b.services().get("solo")).isEqualTo(new ServiceCounts(2, 0));
        assertThat(b.spanSets().getFirst().spans().getFirst().name()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\0',
            value = {
                "{ span.int / 0 = 1 } # division by zero",
                "{ !span.str } # needs a boolean",
                "{ -span.str = 1 } # needs a number",
                "{ span.arr + 1 = 1 } # array",
                "{ span.arr = span.iarr } # arrays",
                "({ } | by(name)) > ({ }) # coalesce",
            })
    void saysWhatCannotBeEvaluated(String query, String message) {
        assertThatThrownBy(() -> render(query, Dialect.CONTRACT, true))
                .isInstanceOf(TraceQlEvaluationException.class)
                .hasMessageContaining(message);
    }

    private String render(String query, Dialect dialect, boolean sorted) {
        List<TraceMatch> matches = Searches.search(query, dialect, List.of(table));
        List<String> traces = new ArrayList<>();
        for (TraceMatch match : matches.reversed()) {
            List<String> sets = new ArrayList<>();
            for (SpanSetMatch set : match.spanSets()) {
                List<String> spans = new ArrayList<>();
                set.spans().forEach(span -> spans.add(WorkedFixture.name(span.spanId())));
                if (sorted) {
                    Collections.sort(spans);
                }
                assertThat(set.matched()).isEqualTo(spans.size());
                List<String> attributes = new ArrayList<>();
                set.attributes().forEach(a -> attributes.add(text(a)));
                sets.add(
                        String.join(" ", spans)
                                + (attributes.isEmpty()
                                        ? ""
                                        : " {" + String.join(", ", attributes) + "}"));
            }
            traces.add(String.join(" | ", sets));
        }
        return String.join(" · ", traces);
    }

    private static String text(KeyValue attribute) {
        AnyValue v = attribute.getValue();
        return attribute.getKey()
                + "="
                + switch (v.getValueCase()) {
                    case STRING_VALUE -> v.getStringValue();
                    case INT_VALUE -> v.getIntValue();
                    case DOUBLE_VALUE -> v.getDoubleValue();
                    case BOOL_VALUE -> v.getBoolValue();
                    default -> v.toString();
                };
    }
}
