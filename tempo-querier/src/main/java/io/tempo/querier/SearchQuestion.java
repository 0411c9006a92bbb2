package io.tempo.querier;

import io.tempo.core.search.TraceSearch;

import java.util.function.BooleanSupplier;

/**
 * A question for the newest traces that match.
 *
 * @param startNanos traces that overlap the window from here … unix nanoseconds
 * @param endNanos … to here, both included
 * @param limit most traces of the answer
 * @param spansPerSpanSet most spans shown of each span set
 * @param cancelled whether nobody waits for the answer any more
 */
public record SearchQuestion(
        TraceSearch search,
        long startNanos,
        long endNanos,
        int limit,
        int spansPerSpanSet,
        BooleanSupplier cancelled) {}
