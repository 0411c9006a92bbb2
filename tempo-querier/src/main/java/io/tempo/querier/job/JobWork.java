package io.tempo.querier.job;

import io.tempo.core.search.SearchStats;

import java.util.List;

/**
 * What was done for the answer to a job, or to all jobs of a query.
 *
 * @param traces traces looked at
 * @param spans spans looked at
 * @param bytes bytes read from blocks
 * @param rowGroups row groups and live parts looked at
 * @param nanos time that queriers worked on it
 * @param unreadable what is wrong with data that could not be read
 */
public record JobWork(
        long traces, long spans, long bytes, int rowGroups, long nanos, List<String> unreadable) {

    /** Nothing done. */
    public static final JobWork NONE = new JobWork(0, 0, 0, 0, 0, List.of());

    public JobWork {
        unreadable = List.copyOf(unreadable);
    }

    /** Both together; of {@code unreadable}, this one's. */
    public JobWork plus(JobWork other) {
        return new JobWork(
                traces + other.traces,
                spans + other.spans,
                bytes + other.bytes,
                rowGroups + other.rowGroups,
                nanos + other.nanos,
                unreadable);
    }

    /** The same work, and what could not be read. */
    public JobWork withUnreadable(List<String> messages) {
        return new JobWork(traces, spans, bytes, rowGroups, nanos, messages);
    }

    /** What the counters of a finished job say. */
    public static JobWork of(
            SearchStats stats, int rowGroups, long nanos, List<String> unreadable) {
        return new JobWork(
                stats.inspectedTraces(),
                stats.inspectedSpans(),
                stats.inspectedBytes(),
                rowGroups,
                nanos,
                unreadable);
    }
}
