package io.tempo.core.traceql.metrics;

import static java.util.Objects.requireNonNull;

/**
 * What is asked of a metrics query beside its text.
 *
 * @param axis the intervals of the answer
 * @param instant whether one value for the whole time is asked for; the axis then has one interval
 * @param maxExemplars exemplars of an answer; hints may ask for fewer, never more
 * @param maxBytes heap bytes that the series of one partial result may take
 */
public record MetricsRequest(TimeAxis axis, boolean instant, int maxExemplars, long maxBytes) {

    /**
     * @throws IllegalArgumentException if a number is negative, or an instant query has several
     *     intervals
     */
    public MetricsRequest {
        requireNonNull(axis, "axis");
        if (maxExemplars < 0 || maxBytes < 0) {
            throw new IllegalArgumentException("limits of a metrics query are not negative");
        }
        if (instant && axis.intervals() != 1) {
            throw new IllegalArgumentException("an instant query has one interval");
        }
    }
}
