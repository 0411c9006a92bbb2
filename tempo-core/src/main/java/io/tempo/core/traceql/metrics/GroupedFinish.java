package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.StaticType;

import java.util.ArrayList;
import java.util.List;

/** Makes the series of groups from what was added up. For one thread. */
final class GroupedFinish {

    private static final double NANOS_PER_SECOND = 1e9;

    private final MetricsFunction.OverTime function;
    private final TimeAxis axis;
    private final List<PointSeries> series = new ArrayList<>();

    /** What a bucket's bound is divided by: durations are shown in seconds. */
    private final double bucketUnit;

    GroupedFinish(MetricsFunction.OverTime function, TimeAxis axis) {
        this.function = function;
        this.axis = axis;
        this.bucketUnit =
                function.argument().filter(GroupedFinish::isDuration).isPresent()
                        ? NANOS_PER_SECOND
                        : 1;
    }

    private static boolean isDuration(Field field) {
        return field instanceof IntrinsicField intrinsic
                && intrinsic.intrinsic().type() == StaticType.DURATION;
    }

    List<PointSeries> series() {
        return series;
    }

    /** Adds the series of a group: several for quantiles and histograms. */
    void add(
            SeriesKey key,
            Accumulator accumulator,
            int group,
            List<ExemplarSet.Candidate> candidates) {
        List<KeyValue> labels = labels(key);
        String name = labels.isEmpty() ? function.function().word() : "";
        switch (accumulator) {
            case Counts counts -> {
                double[] values = counts.grid.row(group);
                if (isRate()) {
                    for (int i = 0; i < values.length; i++) {
                        values[i] /= axis.stepNanos() / NANOS_PER_SECOND;
                    }
                }
                series.add(new PointSeries(name, labels, values, exemplars(candidates)));
            }
            case Extremes extremes ->
                    series.add(
                            new PointSeries(
                                    name, labels, extremes.grid.row(group), exemplars(candidates)));
            case Sums sums ->
                    series.add(
                            new PointSeries(
                                    name,
                                    labels,
                                    isAverage() ? sums.means(group) : sums.sums(group),
                                    exemplars(candidates)));
            case Buckets buckets -> {
                if (function.quantiles().isEmpty()) {
                    addHistogram(labels, buckets, group, candidates);
                } else {
                    addQuantiles(labels, buckets, group, candidates);
                }
            }
        }
    }

    private boolean isRate() {
        return switch (function.function()) {
            case RATE -> true;
            case COUNT_OVER_TIME,
                    MIN_OVER_TIME,
                    MAX_OVER_TIME,
                    SUM_OVER_TIME,
                    AVG_OVER_TIME,
                    HISTOGRAM_OVER_TIME,
                    QUANTILE_OVER_TIME ->
                    false;
        };
    }

    private boolean isAverage() {
        return switch (function.function()) {
            case AVG_OVER_TIME -> true;
            case RATE,
                    COUNT_OVER_TIME,
                    MIN_OVER_TIME,
                    MAX_OVER_TIME,
                    SUM_OVER_TIME,
                    HISTOGRAM_OVER_TIME,
                    QUANTILE_OVER_TIME ->
                    false;
        };
    }

    private List<KeyValue> labels(SeriesKey key) {
        List<KeyValue> labels = new ArrayList<>(key.size());
        for (int i = 0; i < key.size(); i++) {
            if (!key.value(i).equals(SeriesKey.NIL)) {
                labels.add(PointSeries.label(function.by().get(i).text(), key.value(i)));
            }
        }
        return labels;
    }

    private static List<KeyValue> with(List<KeyValue> labels, KeyValue label) {
        List<KeyValue> all = new ArrayList<>(labels.size() + 1);
        all.addAll(labels);
        all.add(label);
        return all;
    }

    private static List<Exemplar> exemplars(List<ExemplarSet.Candidate> candidates) {
        List<Exemplar> exemplars = new ArrayList<>(candidates.size());
        for (ExemplarSet.Candidate candidate : candidates) {
            exemplars.add(candidate.exemplar());
        }
        return exemplars;
    }

    private void addHistogram(
            List<KeyValue> labels,
            Buckets buckets,
            int group,
            List<ExemplarSet.Candidate> candidates) {
        for (int e = 0; e < Buckets.COUNT; e++) {
            int row = buckets.row(group, e);
            if (row < 0) {
                continue;
            }
            List<ExemplarSet.Candidate> own = new ArrayList<>();
            for (ExemplarSet.Candidate candidate : candidates) {
                if (candidate.exponent() == e) {
                    own.add(candidate);
                }
            }
            double bound = Math.scalb(1.0, e) / bucketUnit;
            series.add(
                    new PointSeries(
                            "",
                            with(labels, PointSeries.label("__bucket", bound)),
                            buckets.grid.row(row),
                            exemplars(own)));
        }
    }

    /** An exemplar goes to the quantile that is nearest to it over all intervals. */
    private void addQuantiles(
            List<KeyValue> labels,
            Buckets buckets,
            int group,
            List<ExemplarSet.Candidate> candidates) {
        int n = function.quantiles().size();
        double[] overall = new double[Buckets.COUNT];
        double[][] values = new double[n][axis.intervals()];
        double[] counts = new double[Buckets.COUNT];
        for (int i = 0; i < axis.intervals(); i++) {
            for (int e = 0; e < Buckets.COUNT; e++) {
                int row = buckets.row(group, e);
                counts[e] = row < 0 ? 0 : buckets.grid.cells[buckets.grid.start(row) + i];
                overall[e] += counts[e];
            }
            for (int q = 0; q < n; q++) {
                values[q][i] = Quantiles.of(function.quantiles().get(q), counts) / bucketUnit;
            }
        }
        List<List<Exemplar>> exemplars = new ArrayList<>(n);
        double[] levels = new double[n];
        for (int q = 0; q < n; q++) {
            exemplars.add(new ArrayList<>());
            levels[q] = Quantiles.of(function.quantiles().get(q), overall) / bucketUnit;
        }
        for (ExemplarSet.Candidate candidate : candidates) {
            int nearest = 0;
            double value = candidate.exemplar().value();
            for (int q = 1; q < n; q++) {
                if (Math.abs(levels[q] - value) < Math.abs(levels[nearest] - value)) {
                    nearest = q;
                }
            }
            exemplars.get(nearest).add(candidate.exemplar());
        }
        for (int q = 0; q < n; q++) {
            series.add(
                    new PointSeries(
                            "",
                            with(labels, PointSeries.label("p", function.quantiles().get(q))),
                            values[q],
                            exemplars.get(q)));
        }
    }
}
