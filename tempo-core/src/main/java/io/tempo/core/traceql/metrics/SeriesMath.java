package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.traceql.Operator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arithmetic on series (specification 7.8). */
final class SeriesMath {

    private SeriesMath() {}

    /**
     * Calculates with each point and exemplar.
     *
     * @param constantFirst whether the constant stands before the operator
     */
    static List<PointSeries> scalar(
            List<PointSeries> series, Operator operator, double constant, boolean constantFirst) {
        List<PointSeries> results = new ArrayList<>(series.size());
        for (PointSeries one : series) {
            double[] values = new double[one.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = scalar(operator, one.values()[i], constant, constantFirst);
            }
            List<Exemplar> exemplars = new ArrayList<>(one.exemplars().size());
            for (Exemplar exemplar : one.exemplars()) {
                exemplars.add(
                        exemplar.withValue(
                                scalar(operator, exemplar.value(), constant, constantFirst)));
            }
            results.add(new PointSeries(one.name(), one.labels(), values, exemplars));
        }
        return results;
    }

    private static double scalar(
            Operator operator, double value, double constant, boolean constantFirst) {
        return constantFirst
                ? calculate(operator, constant, value)
                : calculate(operator, value, constant);
    }

    /** NaN where an operand is missing or a divisor is 0. */
    private static double calculate(Operator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> right == 0 ? Double.NaN : left / right;
            default -> throw new IllegalStateException(operator.symbol() + " between series");
        };
    }

    /**
     * Joins series with the same labels. A series without labels stands in for every series that
     * the other side lacks.
     */
    static List<PointSeries> join(
            Operator operator, List<PointSeries> left, List<PointSeries> right) {
        Map<List<KeyValue>, PointSeries> lefts = byLabels(left);
        Map<List<KeyValue>, PointSeries> rights = byLabels(right);
        PointSeries anyLeft = lefts.get(List.<KeyValue>of());
        PointSeries anyRight = rights.get(List.<KeyValue>of());
        List<PointSeries> results = new ArrayList<>();
        for (List<KeyValue> labels : (anyRight != null ? lefts : rights).keySet()) {
            PointSeries l = lefts.getOrDefault(labels, anyLeft);
            PointSeries r = rights.getOrDefault(labels, anyRight);
            if (l != null && r != null) {
                boolean leftStandsIn = !lefts.containsKey(labels);
                boolean rightStandsIn = !rights.containsKey(labels);
                List<Exemplar> exemplars = new ArrayList<>();
                if (!leftStandsIn || rightStandsIn) {
                    exemplars.addAll(l.exemplars());
                }
                if (!rightStandsIn || leftStandsIn) {
                    exemplars.addAll(r.exemplars());
                }
                results.add(combine(operator, l, r, exemplars));
            }
        }
        return results;
    }

    private static Map<List<KeyValue>, PointSeries> byLabels(List<PointSeries> series) {
        Map<List<KeyValue>, PointSeries> map = new LinkedHashMap<>();
        for (PointSeries one : series) {
            map.put(one.labels(), one);
        }
        return map;
    }

    private static PointSeries combine(
            Operator operator, PointSeries left, PointSeries right, List<Exemplar> exemplars) {
        double[] values = new double[left.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = calculate(operator, left.values()[i], right.values()[i]);
        }
        List<KeyValue> labels = new ArrayList<>(left.labels());
        for (KeyValue label : right.labels()) {
            if (labels.stream().noneMatch(l -> l.getKey().equals(label.getKey()))) {
                labels.add(label);
            }
        }
        String name =
                left.name().isEmpty() || right.name().isEmpty()
                        ? ""
                        : "(" + left.name() + " " + operator.symbol() + " " + right.name() + ")";
        return new PointSeries(name, labels, values, exemplars);
    }
}
