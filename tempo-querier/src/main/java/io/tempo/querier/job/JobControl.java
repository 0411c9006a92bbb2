package io.tempo.querier.job;

/** What a querier can ask while it works on a job. Thread-safe. */
public interface JobControl {

    /** Whether nobody waits for the answer any more. */
    boolean isCancelled();

    /**
     * Traces that start before this are not wanted any more, because enough newer ones have been
     * found; unix nanoseconds, 0 as long as all are wanted.
     */
    long floorNanos();
}
