package io.tempo.core.traceql.metrics;

import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.PostStage;

import java.util.ArrayList;
import java.util.List;

/** Stages on finished series: {@code topk}, {@code bottomk} and comparisons with a number. */
final class PostStages {

    private PostStages() {}

    static List<PointSeries> apply(List<PointSeries> series, List<PostStage> stages) {
        List<PointSeries> result = series;
        for (PostStage stage : stages) {
            result =
                    switch (stage) {
                        case PostStage.TopK top -> ExtremeSeries.of(result, top.limit(), true);
                        case PostStage.BottomK bottom ->
                                ExtremeSeries.of(result, bottom.limit(), false);
                        case PostStage.Comparison comparison ->
                                compare(result, comparison.operator(), comparison.threshold());
                    };
        }
        return result;
    }

    private static List<PointSeries> compare(
            List<PointSeries> series, Operator operator, double threshold) {
        List<PointSeries> result = new ArrayList<>();
        for (PointSeries one : series) {
            double[] values = one.values().clone();
            for (int i = 0; i < values.length; i++) {
                if (!holds(operator, values[i], threshold)) {
                    values[i] = Double.NaN;
                }
            }
            List<Exemplar> exemplars = new ArrayList<>();
            for (Exemplar exemplar : one.exemplars()) {
                if (holds(operator, exemplar.value(), threshold)) {
                    exemplars.add(exemplar);
                }
            }
            addUnlessEmpty(result, new PointSeries(one.name(), one.labels(), values, exemplars));
        }
        return result;
    }

    /** Never for NaN, which is no value. */
    private static boolean holds(Operator operator, double value, double threshold) {
        if (Double.isNaN(value)) {
            return false;
        }
        return switch (operator) {
            case EQUAL -> value == threshold;
            case NOT_EQUAL -> value != threshold;
            case LESS -> value < threshold;
            case LESS_EQUAL -> value <= threshold;
            case GREATER -> value > threshold;
            case GREATER_EQUAL -> value >= threshold;
            default -> throw new IllegalStateException(operator.symbol() + " behind a series");
        };
    }

    private static void addUnlessEmpty(List<PointSeries> result, PointSeries series) {
        if (!series.isEmpty()) {
            result.add(series);
        }
    }
}
