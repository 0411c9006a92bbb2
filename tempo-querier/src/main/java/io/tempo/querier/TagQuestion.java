package io.tempo.querier;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;

import java.util.function.BooleanSupplier;

/**
 * A question that is answered by looking at every table of a time window once, such as for the
 * names or the values of tags.
 *
 * @param collector keeps what it finds
 * @param full whether the collector wants no more
 * @param startNanos tables that overlap the window from here … unix nanoseconds
 * @param endNanos … to here, both included
 * @param cancelled whether nobody waits for the answer any more
 */
public record TagQuestion(
        Collector collector,
        BooleanSupplier full,
        long startNanos,
        long endNanos,
        BooleanSupplier cancelled) {

    /** Looks at a table; called for several tables at the same time. */
    @FunctionalInterface
    public interface Collector {
        void collect(TraceTable table, SearchRequest request, SearchStats stats);
    }
}
