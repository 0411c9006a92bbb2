package io.tempo.core.traceql.metrics;

import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.PostStage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Stages on finished series: {@code topk}, {@code bottomk} and comparisons with a number. */
final class PostStages {

    private PostStages() {}

    static List<PointSeries> apply(List<PointSeries> series, List<PostStage> stages) {
        List<PointSeries> result = series;
        for (PostStage stage : stages) {
            result =
                    switch (stage) {
                        case PostStage.TopK top -> limit(result, top.limit(), true);
                        case PostStage.BottomK bottom -> limit(result, bottom.limit(), false);
                        case PostStage.Comparison comparison ->
                                compare(result, comparison.operator(), comparison.threshold());
                    };
        }
        return result;
    }

    /** In each interval only the {@code limit} series with the largest (smallest) values stay. */
    private static List<PointSeries> limit(List<PointSeries> series, long limit, boolean largest) {
        if (series.size() <= limit) {
            return series;
        }
        Comparator<PointSeries> byLabels =
                (a, b) -> LabelOrder.compareForLimit(a.shownLabels(), b.shownLabels());
        List<PointSeries> ordered = new ArrayList<>(series);
        ordered.sort(largest ? byLabels : byLabels.reversed());
        int intervals = series.getFirst().values().length;
        double[][] kept = new double[ordered.size()][intervals];
        for (double[] values : kept) {
            Arrays.fill(values, Double.NaN);
        }
        Integer[] places = new Integer[ordered.size()];
        for (int i = 0; i < intervals; i++) {
            int interval = i;
            int count = 0;
            for (int s = 0; s < ordered.size(); s++) {
                if (!Double.isNaN(ordered.get(s).values()[i])) {
                    places[count++] = s;
                }
            }
            Comparator<Integer> byValue =
                    Comparator.comparingDouble(s -> ordered.get(s).values()[interval]);
            Arrays.sort(places, 0, count, largest ? byValue.reversed() : byValue);
            for (int w = 0; w < Math.min(count, limit); w++) {
                kept[places[w]][i] = ordered.get(places[w]).values()[i];
            }
        }
        List<PointSeries> result = new ArrayList<>();
        for (int s = 0; s < kept.length; s++) {
            addUnlessEmpty(result, ordered.get(s).withValues(kept[s]));
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
