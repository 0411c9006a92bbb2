package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.tempopb.InstantSeries;
import io.tempo.core.tempopb.Sample;
import io.tempo.core.tempopb.TimeSeries;

import java.util.List;

/**
 * One series of an answer. Not to be changed.
 *
 * @param labels its identity, in the order that they are shown
 * @param values one for each interval; NaN where there is none
 * @param exemplars ordered by time
 */
public record Series(List<KeyValue> labels, double[] values, List<Exemplar> exemplars) {

    /** Whether no interval has a value. */
    public boolean isEmpty() {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return false;
            }
        }
        return true;
    }

    /** The series as message of a range query. */
    public TimeSeries toTimeSeries(TimeAxis axis) {
        return toTimeSeries(axis, 0, axis.intervals());
    }

    /**
     * The part of the series that some intervals hold, as message of a range query. An exemplar
     * without a value of its own shows its interval's.
     *
     * @param from first interval
     * @param to behind the last interval
     */
    public TimeSeries toTimeSeries(TimeAxis axis, int from, int to) {
        TimeSeries.Builder series = TimeSeries.newBuilder().addAllLabels(labels);
        for (int i = from; i < to; i++) {
            if (!Double.isNaN(values[i])) {
                series.addSamples(
                        Sample.newBuilder()
                                .setTimestampMs(axis.timestampMs(i))
                                .setValue(values[i])
                                .build());
            }
        }
        for (Exemplar exemplar : exemplars) {
            int interval = axis.interval(exemplar.startNanos());
            if (interval >= from && interval < to && !Double.isNaN(values[interval])) {
                double own = exemplar.value();
                series.addExemplars(
                        io.tempo.core.tempopb.Exemplar.newBuilder()
                                .addAllLabels(exemplar.labels())
                                .setValue(Double.isNaN(own) ? values[interval] : own)
                                .setTimestampMs(exemplar.startNanos() / 1_000_000));
            }
        }
        return series.build();
    }

    /** The series as message of an instant query; its value is that of the only interval. */
    public InstantSeries toInstantSeries() {
        return InstantSeries.newBuilder().addAllLabels(labels).setValue(values[0]).build();
    }
}
