package io.tempo.core.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.model.TraceId;
import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.Test;

import java.util.Map;

class TraceSummariesTest {

    private final TestSpans spans = new TestSpans();

    private TraceSummaries summaries() {
        SpanColumns c = spans.columns();
        return TraceSummaries.of(c, TraceLayout.of(c));
    }

    private String text(int id) {
        return spans.columns().strings.text(id);
    }

    @Test
    void theRootIsTheLastSpanToArriveWithoutAParent() {
        int scope = spans.scope("", "", Map.of());
        int a = spans.service("a");
        int b = spans.service("b");
        spans.span(1, 1, 0, "first");
        spans.use(a, scope);
        spans.span(1, 2, 0, "second");
        spans.use(b, scope);
        spans.span(1, 3, 2, "child");
        TraceSummaries s = summaries();
        assertThat(text(s.rootName[0])).isEqualTo("second");
        assertThat(text(s.rootService[0])).isEqualTo("a");
    }

    @Test
    void aLinkThatSaysChildOfInTheOwnTraceHidesARoot() {
        byte[] own = new TraceId(0, 1).toBytes();
        byte[] other = new TraceId(0, 2).toBytes();
        Map<String, String> childOf = Map.of("opentracing.ref_type", "child_of");
        Map<String, String> follows = Map.of("opentracing.ref_type", "follows_from");
        spans.begin(1, 1, 0).name("elsewhere").link(other, own, childOf).end();
        spans.begin(1, 2, 0).name("follows").link(own, own, follows).end();
        spans.begin(1, 3, 0).name("hidden").link(own, own, childOf).end();
        TraceSummaries s = summaries();
        assertThat(text(s.rootName[0])).isEqualTo("follows");
    }

    @Test
    void withoutARootTheNamesAreEmpty() {
        spans.span(1, 1, 9, "orphan");
        TraceSummaries s = summaries();
        assertThat(s.rootName[0]).isZero();
        assertThat(s.rootService[0]).isZero();
    }

    @Test
    void timesSpanAllSpansAndSpansWithoutAStartDoNotCount() {
        spans.begin(1, 1, 0).time(100, 10).end();
        spans.begin(1, 2, 0).time(0, 0).end();
        spans.begin(1, 3, 0).time(50, 1).end();
        spans.begin(1, 4, 0).time(105, 20).end();
        spans.begin(2, 4, 0).time(105, -20).end();
        TraceSummaries s = summaries();
        assertThat(s.startNanos).containsExactly(50, 105);
        assertThat(s.endNanos).containsExactly(125, 85);
        assertThat(s.durationNanos(0)).isEqualTo(75);
        assertThat(s.durationNanos(1)).isZero();
    }

    @Test
    void countsSpansAndErrorsPerServiceInOrderOfNames() {
        int scope = spans.scope("", "", Map.of());
        int none = spans.resource(Map.of("host", "h"));
        int b1 = spans.resource(Map.of("service.name", "b", "host", "1"));
        int a = spans.service("a");
        int b2 = spans.resource(Map.of("service.name", "b", "host", "2"));
        int[] resources = {b1, none, a, b2, b1, b2};
        for (int i = 0; i < resources.length; i++) {
            spans.use(resources[i], scope);
            spans.begin(1, i + 1, 0).status(i % 2 + 1, "").end();
        }
        SpanTable table = new SpanTable(spans.columns());
        TraceTable.ServiceStats stats = table.serviceStats(0);
        assertThat(stats.services()).containsExactly("", "a", "b");
        assertThat(stats.spanCounts()).containsExactly(1, 1, 4);
        assertThat(stats.errorCounts()).containsExactly(1, 0, 2);
    }

    @Test
    void aTraceOfThousandsOfServicesIsCountedToo() {
        int scope = spans.scope("", "", Map.of());
        for (int i = 0; i < 20_000; i++) {
            spans.use(spans.service("service" + (i * 7919) % 10_000), scope);
            spans.begin(1, i + 1, 0).end();
        }
        TraceSummaries s = summaries();
        assertThat(s.serviceStart[1]).isEqualTo(10_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(s.serviceSpans[i]).isEqualTo(2);
            assertThat(i == 0 || text(s.service[i - 1]).compareTo(text(s.service[i])) < 0).isTrue();
        }
    }
}
