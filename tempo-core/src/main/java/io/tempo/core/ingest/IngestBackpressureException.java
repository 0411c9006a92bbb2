package io.tempo.core.ingest;

import java.time.Duration;

/**
 * Nothing of a request was taken, because there is no room now. To be answered so that the sender
 * tries again: HTTP 429 or 503 with {@code Retry-After}, gRPC {@code RESOURCE_EXHAUSTED} or {@code
 * UNAVAILABLE} with {@code RetryInfo}.
 */
public final class IngestBackpressureException extends Exception {

    /** What there is no room in. */
    public enum Reason {
        /** The tenant, or the process, holds as much live data as it may. */
        MEMORY,
        /** The disk is full, or cannot be written to. */
        DISK,
        /** Data is not taken now: the component is starting or stopping. */
        NOT_RUNNING
    }

    private final Reason reason;
    private final Duration retryAfter;

    /**
     * @param retryAfter when it may be worth trying again
     */
    public IngestBackpressureException(Reason reason, String message, Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** With the failure that it comes from. */
    public IngestBackpressureException(
            Reason reason, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** When it may be worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
