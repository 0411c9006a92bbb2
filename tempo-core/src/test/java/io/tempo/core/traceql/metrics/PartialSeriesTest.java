package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.testing.GoldenSpans;
import io.tempo.core.testing.RandomSpans;
import io.tempo.core.testing.TestSpans;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;

class PartialSeriesTest {

    private static final TimeAxis AXIS = TimeAxis.range(1, 7_000_000, 500_000);
    private static final String[] QUERIES = {
        "{ } | rate() by (name, span.x)",
        "{ } | avg_over_time(span.n) by (resource.service.name)",
        "{ } | max_over_time(span.n) by (kind)",
        "{ } | quantile_over_time(duration, .5) by (span.y)",
        "{ } | compare({ status = error })",
        "({ } | rate() by (name)) / ({ } | sum_over_time(.n) by (name))",
    };

    @Property(tries = 400)
    void damagedBytesAreRefusedOrRead(@ForAll long seed) {
        Random random = new Random(seed);
        MetricsRequest request = new MetricsRequest(AXIS, false, 10, 1 << 20);
        MetricsPlan plan = Metrics.plan(QUERIES[random.nextInt(QUERIES.length)], request);
        SpanTable table = new SpanTable(new RandomSpans(seed).columns);
        byte[] bytes = Metrics.evaluate(plan, table).toBytes();
        switch (random.nextInt(3)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1);
            default -> {
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        try {
            PartialSeries read = PartialSeries.fromBytes(plan, bytes);
            assertThat(read.memoryBytes()).isLessThan(2 << 20);
            plan.finish(read);
        } catch (IllegalArgumentException | SeriesLimitException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Test
    void bytesOfAnotherQueryAreRefused() {
        MetricsPlan plan = Metrics.range("{ } | rate()", AXIS);
        byte[] bytes = plan.empty().toBytes();
        assertThatThrownBy(
                        () ->
                                PartialSeries.fromBytes(
                                        Metrics.range("{ } | rate() by (name)", AXIS), bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another query");
        assertThat(plan.finish(PartialSeries.fromBytes(plan, bytes))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ } | rate() by (span:id)",
                "{ } | quantile_over_time(duration, .5) by (span:id)",
                "{ } | avg_over_time(duration) by (trace:id, span:id)",
            })
    void tooManySeriesEndInAnErrorThatSaysWhatToDo(String query) {
        SpanTable table = new SpanTable(manySpans());
        MetricsPlan plan = Metrics.plan(query, new MetricsRequest(AXIS, false, 0, 1 << 20));
        assertThatThrownBy(() -> Metrics.evaluate(plan, table))
                .isInstanceOf(SeriesLimitException.class)
                .hasMessageContaining("group by fewer attributes")
                .hasMessageContaining(AXIS.intervals() + " intervals");
    }

    @Test
    void theLimitHoldsForWhatIsAddedUp() {
        MetricsPlan plan =
                Metrics.plan(
                        "{ } | rate() by (resource.g)",
                        new MetricsRequest(AXIS, false, 0, 1 << 18));
        PartialSeries all = plan.empty();
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                TestSpans spans = new TestSpans();
                                spans.resource(Map.of("g", (long) i));
                                spans.begin(i + 1, 1, 0).time(1_000_000, 5).end();
                                all.add(Metrics.evaluate(plan, new SpanTable(spans.columns())));
                            }
                        })
                .isInstanceOf(SeriesLimitException.class);
        assertThat(all.memoryBytes()).isBetween(1L << 16, 1L << 18);
    }

    @Test
    void aCompareOfManyValuesStaysSmall() {
        SpanTable table = new SpanTable(manySpans());
        MetricsPlan plan =
                Metrics.plan(
                        "{ } | compare({ status = error })",
                        new MetricsRequest(AXIS, false, 0, 1 << 20));
        PartialSeries all = plan.empty();
        for (int i = 0; i < 20; i++) {
            all.add(Metrics.evaluate(plan, table));
        }
        assertThat(plan.finish(all)).hasSizeBetween(10, 300);
    }

    private static SpanColumns manySpans() {
        TestSpans spans = new TestSpans();
        for (int i = 1; i <= 30_000; i++) {
            spans.begin(1 + i / 20, i, 0)
                    .name("n" + i)
                    .time(1_000_000 + i, 1000)
                    .attribute("id", "value " + i)
                    .end();
        }
        return spans.columns();
    }

    @Test
    void whatStartsOutsideOfTheWindowCountsNothing() {
        SpanTable table = new SpanTable(GoldenSpans.columns());
        MetricsPlan plan = Metrics.range("{ } | rate() by (name)", AXIS);
        SearchStats stats = new SearchStats();
        assertThat(plan.evaluate(table, stats, () -> false).seriesCount()).isZero();
        assertThat(stats.inspectedTraces()).isEqualTo(table.traceCount());
    }

    @Test
    void aCancelledQueryEnds() {
        MetricsPlan plan = Metrics.range("{ } | rate()", AXIS);
        assertThatThrownBy(
                        () ->
                                plan.evaluate(
                                        new SpanTable(manySpans()), new SearchStats(), () -> true))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void aSearchIsNoMetricsQuery() {
        assertThatThrownBy(
                        () ->
                                MetricsPlan.of(
                                        TraceQl.parseAndValidate("{ } | count() > 2"),
                                        new MetricsRequest(AXIS, false, 0, 1000)))
                .isInstanceOf(TraceQlException.class)
                .hasMessageContaining("not a metrics query");
    }
}
