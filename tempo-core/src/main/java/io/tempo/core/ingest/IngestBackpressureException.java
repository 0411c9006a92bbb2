package io.tempo.core.ingest;

import java.time.Duration;

/**
 * Nothing was stored because memory, disk or the log cannot take more now; the same batch may be
 * taken later.
 */
public final class IngestBackpressureException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    /**
     * @param message what is full, and how full
     * @param retryAfter when another try is worth it
     */
    public IngestBackpressureException(String message, Duration retryAfter) {
        super(message, null, false, false);
        this.retryAfter = retryAfter;
    }

    /** When another try is worth it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
