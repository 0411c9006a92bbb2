package io.tempo.core.traceql.metrics;

import io.opentelemetry.proto.common.v1.KeyValue;

import java.util.List;

/**
 * A span that stands for others of its series.
 *
 * @param labels {@code trace:id}, then what the query reads of the span
 * @param value what was measured of it; NaN in functions that only count
 * @param startNanos unix nanoseconds
 */
public record Exemplar(List<KeyValue> labels, double value, long startNanos) {

    /** The exemplar with another value. */
    Exemplar withValue(double other) {
        return new Exemplar(labels, other, startNanos);
    }
}
