package io.tempo.core.traceql.engine;

/**
 * A query that is valid and cannot be evaluated on the spans that it meets: a division by zero,
 * arithmetic on an array, {@code !} before a text. Ends the whole query; the message is meant for
 * the one who wrote it.
 */
public final class TraceQlEvaluationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TraceQlEvaluationException(String message) {
        super(message, null, false, false);
    }
}
