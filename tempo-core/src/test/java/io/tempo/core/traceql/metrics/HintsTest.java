package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Exemplars, sampling and extrapolation. */
class HintsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final TimeAxis AXIS = TimeAxis.range(100 * SECOND, 700 * SECOND, 60 * SECOND);

    /** Spans of ten traces a second, one in ten of them an error. */
    private static SpanColumns spans(int from, int to) {
        TestSpans spans = new TestSpans();
        int id = from * 10_000;
        for (int second = from; second < to; second++) {
            for (int trace = 0; trace < 10; trace++) {
                for (int s = 0; s < 3; s++) {
                    spans.begin(second * 100 + trace + 1, ++id, 0)
                            .name("n" + trace % 3)
                            .status(trace == 7 ? 2 : 0, "")
                            .time(second * SECOND + s, (1 + second) * 1_000_000L)
                            .attribute("size", (long) s)
                            .end();
                }
            }
        }
        return spans.columns();
    }

    private static MetricsPlan plan(String query, int exemplars) {
        return Metrics.plan(query, new MetricsRequest(AXIS, false, exemplars, 1 << 26));
    }

    private static double total(String query) {
        MetricsPlan plan = plan(query, 0);
        double total = 0;
        for (Series series : Metrics.answer(plan, List.of(new SpanTable(spans(150, 650))))) {
            for (double value : series.values()) {
                total += Double.isNaN(value) ? 0 : value;
            }
        }
        return total;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{ } | rate() # 100 # 100",
                "{ } | rate() by (name) # 20 # 20",
                "{ } | rate() with (exemplars=7) # 100 # 7",
                "{ } | rate() with (exemplars=500) # 100 # 100",
                "{ } | rate() with (exemplars=false) # 100 # 0",
                "{ } | rate() with (exemplars=true) # 100 # 100",
                "{ } | rate() # 0 # 0",
                "{ } | max_over_time(span.size) # 100 # 100",
                "{ } | quantile_over_time(duration, .5, .99) by (name) # 30 # 30",
                "({ } | rate()) + ({ status = error } | rate()) # 10 # 10",
            })
    void exemplarsAreAsManyAsAskedFor(String query, int asked, int most) {
        MetricsPlan plan = plan(query, asked);
        List<Exemplar> exemplars = new ArrayList<>();
        for (Series series : Metrics.answer(plan, List.of(new SpanTable(spans(150, 650))))) {
            exemplars.addAll(series.exemplars());
        }
        assertThat(exemplars).hasSizeBetween(Math.min(most, most * 7 / 10), most);
        Set<String> traces = new HashSet<>();
        for (Exemplar exemplar : exemplars) {
            KeyValue id = exemplar.labels().getFirst();
            assertThat(id.getKey()).isEqualTo("trace:id");
            traces.add(id.getValue().getStringValue());
            assertThat(exemplar.value()).isNotNaN();
        }
        if (!query.contains("+")) {
            assertThat(traces).hasSameSizeAs(exemplars);
        }
    }

    @Test
    void theChoiceOfExemplarsDoesNotDependOnHowTablesAreAddedUp() {
        MetricsPlan plan = plan("{ } | avg_over_time(duration) by (name)", 40);
        List<Series> whole = Metrics.answer(plan, List.of(new SpanTable(spans(150, 650))));
        List<SpanTable> parts = new ArrayList<>();
        for (int from = 150; from < 650; from += 50) {
            parts.add(new SpanTable(spans(from, from + 50)));
        }
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(parts, new Random(seed));
            List<Series> added = Metrics.answer(plan, parts);
            for (int s = 0; s < whole.size(); s++) {
                assertThat(added.get(s).exemplars()).isEqualTo(whole.get(s).exemplars());
            }
        }
        assertThat(whole.getFirst().exemplars().getFirst().labels())
                .extracting(KeyValue::getKey)
                .containsExactly("trace:id", "name", "duration");
    }

    @Test
    void exemplarsAreSpreadOverTime() {
        MetricsPlan plan = plan("{ } | rate()", 20);
        Series series = Metrics.answer(plan, List.of(new SpanTable(spans(100, 700)))).getFirst();
        Set<Integer> intervals = new HashSet<>();
        for (Exemplar exemplar : series.exemplars()) {
            int interval = AXIS.interval(exemplar.startNanos());
            intervals.add(interval);
            assertThat(exemplar.value()).isEqualTo(series.values()[interval]);
        }
        assertThat(intervals).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void anExemplarGoesToTheNearestQuantile() {
        MetricsPlan plan = plan("{ } | quantile_over_time(duration, .1, .9)", 50);
        List<Series> series = Metrics.answer(plan, List.of(new SpanTable(spans(150, 650))));
        double low = average(series.get(0).exemplars());
        double high = average(series.get(1).exemplars());
        assertThat(low).isLessThan(high);
    }

    private static double average(List<Exemplar> exemplars) {
        assertThat(exemplars).isNotEmpty();
        return exemplars.stream().mapToDouble(Exemplar::value).average().orElseThrow();
    }

    @Test
    void comparedWithANumberOnlyExemplarsWithAValueStay() {
        SpanTable table = new SpanTable(spans(150, 650));
        assertThat(
                        Metrics.answer(plan("{ } | rate() > 0", 20), List.of(table))
                                .getFirst()
                                .exemplars())
                .isEmpty();
        assertThat(
                        Metrics.answer(
                                        plan("{ } | max_over_time(duration) > 0.3", 20),
                                        List.of(table))
                                .getFirst()
                                .exemplars())
                .isNotEmpty()
                .allMatch(e -> e.value() > 0.3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample=true",
                "sample=0.1",
                "span_sample=0.3",
                "trace_sample=0.25",
                "sample=1",
                "sample=\"x\"",
                "most_recent=true",
                "unknown=1",
                "job_size=5",
            })
    void sampledCountsAreScaled(String hint) {
        for (String query :
                List.of(
                        "{ } | count_over_time()",
                        "{ } | sum_over_time(span.size) by (name)",
                        "{ status = error } || { name = \"n1\" } | count_over_time()",
                        "{ } | by(name) | count_over_time()",
                        "{ } | count() > 2 | count_over_time()")) {
            double exact = total(query);
            assertThat(total(query + " with (" + hint + ")"))
                    .as(query)
                    .isCloseTo(exact, within(exact * 0.1));
        }
    }

    @Test
    void whatIsRareIsNotSampledAdaptively() {
        String query = "{ status = error && span.size = 2 } | count_over_time() by (name)";
        assertThat(total(query + " with (sample=true)")).isEqualTo(total(query));
    }

    @Test
    void samplingLeavesExtremesAndMeans() {
        assertThat(total("{ } | max_over_time(span.size) with (span_sample=0.1)"))
                .isEqualTo(total("{ } | max_over_time(span.size)"));
        double mean = total("{ } | avg_over_time(duration)");
        assertThat(total("{ } | avg_over_time(duration) with (span_sample=0.1)"))
                .isCloseTo(mean, within(mean * 0.02));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1",
                "vendor=1 | 1",
                "ot=th:0 | 1",
                "ot=th:8 | 2",
                "ot=th:c | 4",
                "ot=th:fd7 | 99.9",
                "vendor=1, ot=rv:abc;th:8 | 2",
                "ot=th:55555555555555;rv:ffffffffffffff | 1",
                "ot=th:55555555555555;rv:55555555555556 | 2",
                "ot=th:xyz | 1",
                "ot=th:123456789012345 | 1",
            })
    void theThresholdOfATraceStateSaysForHowManyASpanStands(String state, double count) {
        assertThat(AdjustedCounts.adjustedCount(state)).isCloseTo(count, within(0.1));
    }

    @Test
    void extrapolatedSpansCountForThoseLeftOut() {
        TestSpans spans = new TestSpans();
        for (int i = 1; i <= 10; i++) {
            spans.begin(i, i, 0).time(200 * SECOND, 1000);
            spans.builder().spanTraceState(spans.text(i == 1 ? "" : "ot=th:c"));
            spans.attribute("n", i == 1 ? 10L : 1L).end();
        }
        SpanTable table = new SpanTable(spans.columns());
        double counted = sum(Metrics.answer(plan("{ } | count_over_time()", 0), List.of(table)));
        double extrapolated =
                sum(
                        Metrics.answer(
                                plan("{ } | count_over_time() with (extrapolate=true)", 0),
                                List.of(table)));
        double mean =
                sum(
                        Metrics.answer(
                                plan("{ } | avg_over_time(span.n) with (extrapolate=true)", 0),
                                List.of(table)));
        assertThat(counted).isEqualTo(10);
        assertThat(extrapolated).isEqualTo(37);
        assertThat(mean).isCloseTo((10 + 9 * 4) / 37.0, within(1e-12));
    }

    private static double sum(List<Series> series) {
        double sum = 0;
        for (double value : series.getFirst().values()) {
            sum += Double.isNaN(value) ? 0 : value;
        }
        return sum;
    }
}
