package io.tempo.core.traceql.metrics;

/** A query makes more series than fit into the memory it may use. The message is for its author. */
public final class SeriesLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SeriesLimitException(long series, int intervals, long maxBytes) {
        super(
                "the query makes at least "
                        + series
                        + " series of "
                        + intervals
                        + (intervals == 1 ? " interval" : " intervals")
                        + ", too many for the "
                        + maxBytes
                        + " bytes of memory that a query's series may take: group by fewer"
                        + " attributes or by attributes with fewer different values, or ask for"
                        + " a longer step or a shorter time range",
                null,
                false,
                false);
    }
}
