package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.NaiveEvaluator;
import io.tempo.core.testing.RandomSpans;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.MetricsExpression.MetricsQuery;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.TraceQl;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Columns answer as a plain evaluation of one span after the other does, however the spans are
 * spread over tables, and in whatever grouping and through whichever processes the tables' answers
 * are added up.
 */
class MetricsProperties {

    private static final int BUCKETS = 64;

    @Property(tries = 150)
    void columnsAnswerAsSpansDo(@ForAll long seed) {
        Random random = new Random(seed);
        List<RandomSpans> data = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            data.add(new RandomSpans(random.nextLong()));
        }
        long start = random.nextInt(3_000_000);
        TimeAxis axis =
                random.nextBoolean()
                        ? TimeAxis.range(start, start + 4_000_000, 1 + random.nextInt(1_500_000))
                        : TimeAxis.instant(start, start + 3_000_500);
        for (int i = 0; i < 12; i++) {
            Query query = TraceQl.parseAndValidate(query(random));
            MetricsRequest request =
                    new MetricsRequest(axis, axis.intervals() == 1, 10, Metrics.MANY_BYTES);
            MetricsPlan plan = MetricsPlan.of(query, request);
            List<Series> found = plan.finish(merged(plan, data, random));
            assertEqual(query.text(), found, expected(query, axis, data));
            for (Series series : found) {
                for (Exemplar exemplar : series.exemplars()) {
                    assertThat(axis.interval(exemplar.startNanos())).isNotNegative();
                    assertThat(exemplar.value()).isNotNaN();
                }
            }
        }
    }

    private static PartialSeries merged(MetricsPlan plan, List<RandomSpans> data, Random random) {
        List<PartialSeries> parts = new ArrayList<>();
        for (RandomSpans spans : data) {
            parts.add(Metrics.evaluate(plan, new SpanTable(spans.columns)));
        }
        while (parts.size() > 1) {
            PartialSeries part = parts.remove(random.nextInt(parts.size()));
            PartialSeries to = parts.get(random.nextInt(parts.size()));
            to.add(random.nextBoolean() ? part : sent(plan, part));
        }
        PartialSeries all = plan.empty();
        all.add(sent(plan, parts.getFirst()));
        return all;
    }

    private static PartialSeries sent(MetricsPlan plan, PartialSeries part) {
        PartialSeries received = PartialSeries.fromBytes(plan, part.toBytes());
        assertThat(received.seriesCount()).isEqualTo(part.seriesCount());
        return received;
    }

    private static void assertEqual(
            String query, List<Series> found, Map<String, double[]> expected) {
        Map<String, double[]> actual = new TreeMap<>();
        for (Series series : found) {
            StringBuilder key = new StringBuilder();
            series.labels().forEach(label -> key.append(text(label)).append("; "));
            actual.put(key.toString(), series.values());
        }
        assertThat(actual.keySet()).as(query).isEqualTo(expected.keySet());
        actual.forEach(
                (key, values) -> {
                    for (int i = 0; i < values.length; i++) {
                        double wanted = expected.get(key)[i];
                        if (Double.isNaN(wanted)) {
                            assertThat(values[i]).as(query + key).isNaN();
                        } else {
                            assertThat(values[i])
                                    .as(query + key)
                                    .isCloseTo(wanted, within(1e-9 * Math.abs(wanted)));
                        }
                    }
                });
    }

    private static String text(KeyValue label) {
        AnyValue value = label.getValue();
        return label.getKey()
                + " = "
                + switch (value.getValueCase()) {
                    case STRING_VALUE -> "text " + value.getStringValue();
                    case INT_VALUE -> "int " + value.getIntValue();
                    case DOUBLE_VALUE -> "double " + value.getDoubleValue();
                    case BOOL_VALUE -> "bool " + value.getBoolValue();
                    default -> value.toString();
                };
    }

    /** The values of a group, interval by interval. */
    private record Group(List<List<Double>> values) {

        static Group of(int intervals) {
            List<List<Double>> values = new ArrayList<>();
            for (int i = 0; i < intervals; i++) {
                values.add(new ArrayList<>());
            }
            return new Group(values);
        }
    }

    private static Map<String, double[]> expected(
            Query query, TimeAxis axis, List<RandomSpans> data) {
        MetricsQuery metrics = (MetricsQuery) query.body();
        FieldExpression filter =
                ((SpansetFilter) metrics.pipeline().stages().getFirst()).expression();
        MetricsFunction.OverTime function = (MetricsFunction.OverTime) metrics.function();
        NaiveEvaluator naive = new NaiveEvaluator();
        Map<String, Group> groups = new LinkedHashMap<>();
        boolean counts = function.argument().isEmpty();
        if (counts && function.by().isEmpty()) {
            groups.put("", Group.of(axis.intervals()));
        }
        for (RandomSpans spans : data) {
            for (RandomSpans.Model span : spans.spans) {
                int interval = axis.interval(span.start());
                double value = counts ? 1 : naive.number(function.argument().orElseThrow(), span);
                if (interval >= 0 && naive.matches(filter, span) && !Double.isNaN(value)) {
                    groups.computeIfAbsent(
                                    key(naive, function.by(), span),
                                    k -> Group.of(axis.intervals()))
                            .values
                            .get(interval)
                            .add(value);
                }
            }
        }
        Map<String, double[]> series = new TreeMap<>();
        groups.forEach((key, group) -> add(series, function, axis, key, group));
        series.values().removeIf(v -> Arrays.stream(v).allMatch(Double::isNaN));
        return series;
    }

    private static String key(NaiveEvaluator naive, List<Field> by, RandomSpans.Model span) {
        StringBuilder key = new StringBuilder();
        for (Field field : by) {
            String text = naive.text(field, span);
            if (text != null) {
                key.append(field.text()).append(" = ").append(text).append("; ");
            }
        }
        return key.isEmpty() && !by.isEmpty()
                ? by.getFirst().text() + " = text nil; "
                : key.toString();
    }

    private static void add(
            Map<String, double[]> series,
            MetricsFunction.OverTime function,
            TimeAxis axis,
            String key,
            Group group) {
        String name = function.function().word();
        String labels = key.isEmpty() ? "__name__ = text " + name + "; " : key;
        boolean seconds = function.argument().filter(f -> f.text().equals("duration")).isPresent();
        double unit = seconds ? 1e9 : 1;
        switch (function.function()) {
            case COUNT_OVER_TIME -> series.put(labels, each(group, List::size));
            case RATE -> series.put(labels, each(group, v -> v.size() / (axis.stepNanos() / 1e9)));
            case MIN_OVER_TIME -> series.put(labels, each(group, v -> reduce(v, Math::min) / unit));
            case MAX_OVER_TIME -> series.put(labels, each(group, v -> reduce(v, Math::max) / unit));
            case SUM_OVER_TIME ->
                    series.put(labels, each(group, v -> reduce(v, Double::sum) / unit));
            case AVG_OVER_TIME ->
                    series.put(labels, each(group, v -> reduce(v, Double::sum) / v.size() / unit));
            case HISTOGRAM_OVER_TIME -> {
                for (int e = 1; e < BUCKETS; e++) {
                    int bucket = e;
                    double[] values =
                            each(group, v -> v.stream().filter(x -> isIn(x, bucket)).count());
                    if (Arrays.stream(values).anyMatch(v -> v > 0)) {
                        series.put(
                                key + "__bucket = double " + Math.pow(2, e) / unit + "; ", values);
                    }
                }
            }
            case QUANTILE_OVER_TIME -> {
                if (group.values.stream().flatMap(List::stream).anyMatch(v -> v >= 2)) {
                    for (double q : function.quantiles()) {
                        series.put(
                                key + "p = double " + q + "; ",
                                each(group, v -> quantile(v, q) / unit));
                    }
                }
            }
        }
    }

    private static boolean isIn(double value, int bucket) {
        return value > Math.pow(2, bucket - 1) && value <= Math.pow(2, bucket) && value >= 2;
    }

    /** Over the bounds of the values' buckets, one by one. */
    private static double quantile(List<Double> values, double q) {
        List<Double> bounds = new ArrayList<>();
        for (double value : values) {
            if (value >= 2) {
                bounds.add(Math.ceil(Math.log(value) / Math.log(2) - 1e-12));
            }
        }
        if (bounds.isEmpty()) {
            return 0;
        }
        bounds.sort(null);
        int target = (int) Math.max(1, Math.ceil(q * bounds.size()));
        double high = bounds.get(target - 1);
        int first = bounds.indexOf(high);
        double low = first == 0 ? high - 1 : bounds.get(first - 1);
        int size = bounds.lastIndexOf(high) - first + 1;
        return Math.pow(2, low + (high - low) * (target - first) / size);
    }

    private static double reduce(List<Double> values, DoubleBinaryOperator operator) {
        return values.stream().mapToDouble(Double::doubleValue).reduce(operator).orElse(Double.NaN);
    }

    private static double[] each(Group group, ToDoubleFunction<List<Double>> function) {
        return group.values.stream().mapToDouble(function).toArray();
    }

    private static String query(Random random) {
        String filter =
                pick(
                        random,
                        "{ }",
                        "{ }",
                        "{ status = error }",
                        "{ span.n > 0 }",
                        "{ .x = \"a\" || name = \"b\" }",
                        "{ resource.service.name != \"svc1\" && duration > 10 }",
                        "{ span.f }",
                        "{ false }");
        String number =
                pick(random, "duration", "span.n", ".n", "parent.n", "resource.n", "span.x");
        String integer = pick(random, "duration", "resource.g", "parent.resource.g");
        String function =
                pick(
                        random,
                        "count_over_time()",
                        "rate()",
                        "min_over_time(" + number + ")",
                        "max_over_time(" + number + ")",
                        "sum_over_time(" + number + ")",
                        "avg_over_time(" + number + ")",
                        "histogram_over_time(" + integer + ")",
                        "quantile_over_time(" + integer + ", 0, .5, .9, 1)");
        StringBuilder by = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            by.append(by.isEmpty() ? "" : ", ")
                    .append(
                            pick(
                                    random,
                                    "name",
                                    "kind",
                                    "status",
                                    "span:id",
                                    "instrumentation:name",
                                    "resource.service.name",
                                    "resource.g",
                                    "resource.x",
                                    "span.x",
                                    "span.y",
                                    "span.n",
                                    "span.f",
                                    "span.absent",
                                    ".x",
                                    ".n",
                                    "parent.x",
                                    "parent.resource.y"));
        }
        return filter + " | " + function + (by.isEmpty() ? "" : " by (" + by + ")");
    }

    private static String pick(Random random, String... options) {
        return options[random.nextInt(options.length)];
    }
}
