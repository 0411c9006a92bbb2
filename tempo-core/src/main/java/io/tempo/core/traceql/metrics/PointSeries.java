package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

import java.util.ArrayList;
import java.util.List;

/**
 * A series on its way through arithmetic and post stages.
 *
 * @param name its {@code __name__}; "" for none
 * @param labels all others
 * @param values one for each interval; NaN where there is none
 * @param exemplars of any order; their value is NaN where that of the interval is to be shown
 */
record PointSeries(String name, List<KeyValue> labels, double[] values, List<Exemplar> exemplars) {

    private static final String NAME = "__name__";

    static KeyValue label(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    static KeyValue label(String key, String value) {
        return label(key, AnyValue.newBuilder().setStringValue(value).build());
    }

    static KeyValue label(String key, double value) {
        return label(key, AnyValue.newBuilder().setDoubleValue(value).build());
    }

    PointSeries withValues(double[] other) {
        return new PointSeries(name, labels, other, exemplars);
    }

    /** Whether no interval has a value. */
    boolean isEmpty() {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return false;
            }
        }
        return true;
    }

    /** The name and all labels, as they are shown. */
    List<KeyValue> shownLabels() {
        if (name.isEmpty()) {
            return labels;
        }
        List<KeyValue> all = new ArrayList<>(labels.size() + 1);
        all.add(label(NAME, name));
        all.addAll(labels);
        return all;
    }

    /** As it is answered: exemplars have a value, and a point in their interval. */
    Series toSeries(TimeAxis axis) {
        List<Exemplar> shown = new ArrayList<>(exemplars.size());
        for (Exemplar exemplar : exemplars) {
            double point = values[axis.interval(exemplar.startNanos())];
            if (!Double.isNaN(point)) {
                shown.add(Double.isNaN(exemplar.value()) ? exemplar.withValue(point) : exemplar);
            }
        }
        shown.sort((a, b) -> Long.compare(a.startNanos(), b.startNanos()));
        return new Series(shownLabels(), values, shown);
    }
}
