package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What some tables contribute to the answer of a metrics query: counts, extremes and sums by group
 * and interval. For one thread.
 */
public final class PartialSeries {

    /** Of {@link #toBytes}; another one for every change of the form. */
    private static final int FORM = 1;

    private final MetricsPlan plan;
    private final SeriesMemory memory;
    private final List<UnitSeries> units = new ArrayList<>();
    private final long exemplarBytes;

    PartialSeries(MetricsPlan plan) {
        this.plan = plan;
        this.memory = new SeriesMemory(plan.request());
        long exemplars = 0;
        for (MetricsUnit unit : plan.units()) {
            units.add(unit.empty(memory));
            exemplars += unit.exemplars();
        }
        this.exemplarBytes = exemplars * ExemplarSet.CANDIDATE_BYTES;
    }

    UnitSeries unit(int i) {
        return units.get(i);
    }

    /**
     * Adds what other tables contribute. The same parts added in the same order give the same
     * answer to the last bit, in another order up to rounding.
     *
     * @param other of the same plan, or of an equal one in another process; not used afterwards
     * @throws SeriesLimitException if the series need more memory than is allowed
     */
    public void add(PartialSeries other) {
        if (other == this || other.units.size() != units.size()) {
            throw new IllegalArgumentException("series can be added to others of the same query");
        }
        for (int u = 0; u < units.size(); u++) {
            units.get(u).add(other.units.get(u));
        }
    }

    /** Heap bytes held, about. */
    public long memoryBytes() {
        return memory.bytes() + exemplarBytes;
    }

    /** How many groups there are; a histogram counts one for each of its buckets. */
    public int seriesCount() {
        int count = 0;
        for (UnitSeries unit : units) {
            count += unit.size();
        }
        return count;
    }

    /**
     * Encoded, for {@link #fromBytes} in another process of the same version. The form is this
     * package's own business.
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.write((byte) FORM);
            out.writeFixed64NoTag(plan.fingerprint());
            for (UnitSeries unit : units) {
                unit.write(out);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @param plan of the same query and request
     * @throws IllegalArgumentException if these are not such bytes, or not of this query
     * @throws SeriesLimitException if the series need more memory than is allowed
     */
    public static PartialSeries fromBytes(MetricsPlan plan, byte[] bytes) {
        PartialSeries series = new PartialSeries(plan);
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.pushLimit(bytes.length);
            int form = in.readRawByte();
            if (form != FORM) {
                throw new IOException("form " + form + " instead of " + FORM);
            }
            if (in.readFixed64() != plan.fingerprint()) {
                throw new IOException("of another query");
            }
            for (UnitSeries unit : series.units) {
                unit.read(in);
            }
            if (!in.isAtEnd()) {
                throw new IOException(in.getBytesUntilLimit() + " bytes too many");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "series from another process cannot be read: " + e.getMessage(), e);
        }
        return series;
    }
}
