package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A series of an answer.
 *
 * @param name its labels as text
 * @param timesMillis unix time of each value, ascending; one 0 in an instant answer
 * @param values one for each time; may be NaN or infinite
 */
record MetricSeries(String name, long[] timesMillis, double[] values) {

    private static final String NAME_LABEL = "__name__";

    /** The series of a range or instant answer. A number that is left out is zero. */
    static List<MetricSeries> of(JsonNode list) {
        List<MetricSeries> all = new ArrayList<>(list.size());
        for (JsonNode series : list) {
            String name = name(series.path("labels"));
            if (!series.has("samples")) {
                all.add(
                        new MetricSeries(
                                name, new long[1], new double[] {value(series.path("value"))}));
                continue;
            }
            JsonNode samples = series.get("samples");
            long[] times = new long[samples.size()];
            double[] values = new double[samples.size()];
            for (int i = 0; i < times.length; i++) {
                times[i] = samples.get(i).path("timestampMs").asLong();
                values[i] = value(samples.get(i).path("value"));
            }
            all.add(new MetricSeries(name, times, values));
        }
        return all;
    }

    private static double value(JsonNode value) {
        if (value.isTextual()) {
            return switch (value.asText()) {
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        return value.asDouble();
    }

    private static String name(JsonNode labels) {
        if (labels.size() == 1 && labels.get(0).path("key").asText().equals(NAME_LABEL)) {
            return Cells.clean(Attributes.plain(labels.get(0).path("value")));
        }
        return Cells.clean("{" + String.join(", ", Attributes.pairs(labels)) + "}");
    }

    /** The smallest number; NaN if there is none. */
    double min() {
        return Arrays.stream(values).filter(Double::isFinite).min().orElse(Double.NaN);
    }

    /** The largest number; NaN if there is none. */
    double max() {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NaN);
    }

    /** The newest value; NaN if there is none. */
    double last() {
        return values.length == 0 ? Double.NaN : values[values.length - 1];
    }
}
