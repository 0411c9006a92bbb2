package io.tempo.core.traceql.metrics;

/**
 * What some tables contribute to the answer of a metrics query: counts, extremes and sums by group
 * and interval. For one thread.
 */
public final class PartialSeries {

    private final MetricsPlan plan;

    PartialSeries(MetricsPlan plan) {
        this.plan = plan;
    }

    /**
     * Adds what other tables contribute. The same parts added in the same order give the same
     * answer to the last bit, in another order up to rounding.
     *
     * @param other of the same plan, or of an equal one in another process; not used afterwards
     * @throws SeriesLimitException if the series need more memory than is allowed
     */
    public void add(PartialSeries other) {
        throw new UnsupportedOperationException("being written");
    }

    /** Heap bytes held, about. */
    public long memoryBytes() {
        return 0;
    }

    /** How many groups there are; a histogram counts one for each of its buckets. */
    public int seriesCount() {
        return 0;
    }

    /**
     * Encoded, for {@link #fromBytes} in another process of the same version. The form is this
     * package's own business.
     */
    public byte[] toBytes() {
        throw new UnsupportedOperationException("being written");
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @param plan of the same query and request
     * @throws IllegalArgumentException if these are not such bytes, or not of this query
     * @throws SeriesLimitException if the series need more memory than is allowed
     */
    public static PartialSeries fromBytes(MetricsPlan plan, byte[] bytes) {
        throw new UnsupportedOperationException("being written");
    }
}
