package io.tempo.core.traceql;

/**
 * A whole query.
 *
 * @param body what is asked
 * @param hints the last {@code with(...)} list; {@link Hints#NONE} without one
 */
public record Query(QueryBody body, Hints hints) {

    /** Canonical text: parses to an equal query. */
    public String text() {
        return CanonicalText.of(this);
    }

    /** Whether the query computes metrics: a metrics function, or arithmetic between such. */
    public boolean isMetrics() {
        return body instanceof MetricsExpression || body instanceof MetricsMath;
    }
}
