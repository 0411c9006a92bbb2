package io.tempo.querier.job;

/** What a querier can ask while it works on a job. Thread-safe. */
public interface JobControl {

    /** Whether nobody waits for the answer any more. */
    boolean isCancelled();

    /**
     * Traces that rank below this in the order of their search are not wanted any more, because
     * enough others have been found: those that start before this (unix nanoseconds), or that are
     * shorter. 0 as long as all are wanted.
     */
    long floorNanos();
}
