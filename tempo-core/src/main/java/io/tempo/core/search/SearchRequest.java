package io.tempo.core.search;

import java.util.function.BooleanSupplier;

/**
 * What all searches have beside the question itself.
 *
 * @param startNanos only traces that overlap the window are searched; unix nanoseconds, included; 0
 *     together with {@code endNanos} 0 is no window
 * @param endNanos unix nanoseconds, included
 * @param spansPerSpanSet how many spans of a span set are shown; 0 for all
 * @param cancelled asked now and then; once it says yes, the search ends with a {@link
 *     java.util.concurrent.CancellationException}
 */
public record SearchRequest(
        long startNanos, long endNanos, int spansPerSpanSet, BooleanSupplier cancelled) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A request without a window, for whole span sets, that is never cancelled. */
    public static final SearchRequest EVERYTHING = new SearchRequest(0, 0, 0, () -> false);

    /** A request with its window in seconds, as clients send it. */
    public static SearchRequest ofSeconds(
            long startSeconds, long endSeconds, int spansPerSpanSet, BooleanSupplier cancelled) {
        return new SearchRequest(
                startSeconds * NANOS_PER_SECOND,
                endSeconds * NANOS_PER_SECOND,
                spansPerSpanSet,
                cancelled);
    }
}
