package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.testing.TestSpans;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A search keeps exactly the traces that come first when all are sorted. */
class TraceOrderProperties {

    /** Traces with few different starts and durations, so that many rank equal. */
    private static List<TraceTable> tables(Random random, int count) {
        List<TraceTable> tables = new ArrayList<>();
        long trace = 1;
        for (int t = 0; t < count; t++) {
            TestSpans spans = new TestSpans();
            spans.use(spans.service("shop"), spans.scope("", "", Map.of()));
            for (int i = random.nextInt(20) + 1; i > 0; i--) {
                long start = 1_000 + random.nextInt(10);
                spans.begin(random.nextInt(1_000) * 1_000L + trace, trace, 0)
                        .name(random.nextInt(3) == 0 ? "other" : "wanted")
                        .time(start, random.nextInt(6))
                        .end();
                trace++;
            }
            tables.add(new SpanTable(spans.columns()));
        }
        return tables;
    }

    @Property(tries = 200)
    void theFirstOfASearchAreTheFirstOfAll(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int limit) {
        Random random = new Random(seed);
        List<TraceTable> tables = tables(random, 1 + random.nextInt(5));
        SearchExecutor executor =
                SearchExecutor.of(TraceQl.parseAndValidate("{ name = \"wanted\" }"));
        for (TraceOrder order : TraceOrder.values()) {
            TopTraces all = new TopTraces(order, Integer.MAX_VALUE, () -> 0, Long.MAX_VALUE);
            TopTraces top = new TopTraces(order, limit, () -> 0, Long.MAX_VALUE);
            for (TraceTable table : tables) {
                SearchStats stats = new SearchStats();
                executor.evaluate(table, SearchRequest.EVERYTHING, all, stats);
                // As the jobs of a query do it: each on its own, under the floor of all.
                TopTraces job = new TopTraces(order, limit, top::thresholdNanos, Long.MAX_VALUE);
                executor.evaluate(table, SearchRequest.EVERYTHING, job, stats);
                job.results().forEach(top::add);
            }
            List<TraceMatch> sorted = new ArrayList<>(all.results());
            sorted.sort(order.comparator());
            List<TraceMatch> first = sorted.subList(0, Math.min(limit, sorted.size()));
            assertThat(top.results()).isEqualTo(first);
            for (int i = 1; i < first.size(); i++) {
                long before = rank(order, first.get(i - 1));
                assertThat(before).isGreaterThanOrEqualTo(rank(order, first.get(i)));
            }
        }
    }

    private static long rank(TraceOrder order, TraceMatch trace) {
        return switch (order) {
            case NEWEST -> trace.startNanos();
            case LONGEST -> trace.durationNanos();
        };
    }

    @Example
    void theHintChooses() {
        assertThat(order("{}")).isEqualTo(TraceOrder.NEWEST);
        assertThat(order("{} with (most_recent=true)")).isEqualTo(TraceOrder.NEWEST);
        assertThat(order("{} with (order=\"newest\")")).isEqualTo(TraceOrder.NEWEST);
        assertThat(order("{} with (order=\"duration\")")).isEqualTo(TraceOrder.LONGEST);
    }

    @Example
    void anUnknownOrderIsRefused() {
        for (String wrong : new String[] {"\"oldest\"", "1", "true", "duration"}) {
            assertThatThrownBy(() -> order("{} with (order=" + wrong + ")"))
                    .as(wrong)
                    .isInstanceOf(TraceQlException.class);
        }
        assertThatThrownBy(() -> order("{} with (order=\"oldest\")"))
                .hasMessageContaining("line 1, col 10")
                .hasMessageContaining("\"newest\" or \"duration\"");
    }

    private static TraceOrder order(String query) {
        return TraceOrder.of(TraceQl.parseAndValidate(query).hints());
    }
}
