package io.tempo.core.traceql.metrics;

/** Counts the heap bytes that the series of one partial result take. For one thread. */
final class SeriesMemory {

    private final long maxBytes;
    private final int intervals;
    private long bytes;

    SeriesMemory(MetricsRequest request) {
        this.maxBytes = request.maxBytes();
        this.intervals = request.axis().intervals();
    }

    private SeriesMemory(long maxBytes, int intervals) {
        this.maxBytes = maxBytes;
        this.intervals = intervals;
    }

    /** For what is small and soon gone. */
    static SeriesMemory unlimited() {
        return new SeriesMemory(Long.MAX_VALUE, 1);
    }

    long bytes() {
        return bytes;
    }

    /** Whether so many more bytes may be taken. */
    boolean hasRoom(long more) {
        return more <= maxBytes - bytes;
    }

    /**
     * Takes memory, before it is allocated.
     *
     * @param series how many series there will be then, for the message
     * @throws SeriesLimitException if there is not so much
     */
    void reserve(long more, long series) {
        if (!hasRoom(more)) {
            throw new SeriesLimitException(series, intervals, maxBytes);
        }
        bytes += more;
    }

    /** Gives memory back. */
    void release(long less) {
        bytes -= less;
    }
}
