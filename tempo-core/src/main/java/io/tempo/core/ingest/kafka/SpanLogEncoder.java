package io.tempo.core.ingest.kafka;

import io.tempo.core.model.BigEndian;
import io.tempo.core.otlp.TraceGroups;
import io.tempo.core.otlp.Varint;

import java.util.Arrays;
import java.util.List;

/**
 * Makes the values of records out of traces, as {@link SpanLogRecord} reads them. Traces that do
 * not all fit into one record are packed in their order, each record as full as the next trace
 * allows. A trace too large for a record of its own is cut between spans into several entries with
 * its id; a span too large for a record of its own is left out and counted.
 *
 * <p>Cost: one copy of the spans' bytes, one array a record. Used by one thread.
 */
final class SpanLogEncoder {

    /** Tag, length and content of an id. */
    private static final int ID_FIELD_BYTES = 2 + SpanLogRecord.ID_BYTES;

    /** Tag and value of the flag. */
    private static final int SKIP_METRICS_BYTES = 2;

    private final TraceGroups traces;
    private final boolean skipMetricsGeneration;
    private final int maxRecordBytes;
    private final int budget;
    private final List<byte[]> records;

    /** Entries of the record that is being filled: trace, first span, end of spans. */
    private int[] entries = new int[3 * 16];

    private int entryCount;
    private long entryCost;
    private int oversizedSpans;
    private String oversizedExample;

    /**
     * @param maxRecordBytes no value is longer
     * @param records where the values go to
     */
    SpanLogEncoder(
            TraceGroups traces,
            boolean skipMetricsGeneration,
            int maxRecordBytes,
            List<byte[]> records) {
        this.traces = traces;
        this.skipMetricsGeneration = skipMetricsGeneration;
        this.maxRecordBytes = maxRecordBytes;
        budget = maxRecordBytes - (skipMetricsGeneration ? SKIP_METRICS_BYTES : 0);
        this.records = records;
    }

    /** Encodes the traces {@code numbers[from]} to {@code numbers[end - 1]}. */
    void encode(int[] numbers, int from, int end) {
        long exact = 0;
        for (int i = from; i < end; i++) {
            exact += entryBytes(traces.encodedSize(numbers[i]));
        }
        boolean together = exact <= budget;
        for (int i = from; i < end; i++) {
            int trace = numbers[i];
            long size = traces.encodedSize(trace);
            if (together) {
                add(trace, 0, traces.spanCount(trace), 0);
            } else if (cost(size) <= budget) {
                add(trace, 0, traces.spanCount(trace), cost(size));
            } else {
                addInParts(trace);
            }
        }
        flush();
    }

    /** Spans that do not fit into any record, and are in none. */
    int oversizedSpans() {
        return oversizedSpans;
    }

    /** What the first such span ran into; null without one. */
    String oversizedExample() {
        return oversizedExample;
    }

    private void addInParts(int trace) {
        int spans = traces.spanCount(trace);
        for (int from = 0; from < spans; ) {
            int to = endOfFitting(trace, from, spans);
            if (to == from) {
                leaveOut(trace, from);
                from++;
            } else {
                add(trace, from, to, cost(traces.encodedSize(trace, from, to)));
                from = to;
            }
        }
    }

    /** The end of the longest run of spans from {@code from} that fits into a record. */
    private int endOfFitting(int trace, int from, int spans) {
        int fits = from;
        int tooFar = spans + 1;
        while (tooFar - fits > 1) {
            int middle = fits + tooFar >>> 1;
            if (cost(traces.encodedSize(trace, from, middle)) <= budget) {
                fits = middle;
            } else {
                tooFar = middle;
            }
        }
        return fits;
    }

    private void leaveOut(int trace, int span) {
        if (oversizedSpans++ == 0) {
            oversizedExample =
                    "a span of trace "
                            + traces.id(trace)
                            + " has "
                            + traces.encodedSize(trace, span, span + 1)
                            + " bytes with its resource and scope, but a record of the span log"
                            + " takes at most "
                            + maxRecordBytes;
        }
    }

    private void add(int trace, int from, int to, long cost) {
        if (entryCost + cost > budget) {
            flush();
        }
        int at = 3 * entryCount;
        if (at == entries.length) {
            entries = Arrays.copyOf(entries, 2 * at);
        }
        entries[at] = trace;
        entries[at + 1] = from;
        entries[at + 2] = to;
        entryCount++;
        entryCost += cost;
    }

    private void flush() {
        if (entryCount == 0) {
            return;
        }
        long size = skipMetricsGeneration ? SKIP_METRICS_BYTES : 0;
        for (int e = 0; e < entryCount; e++) {
            size += entryBytes(size(e));
        }
        byte[] value = new byte[Math.toIntExact(size)];
        int at = 0;
        for (int e = 0; e < entryCount; e++) {
            value[at++] = SpanLogRecord.TRACES_TAG;
            at = Varint.put(value, at, size(e));
            at = traces.encode(entries[3 * e], entries[3 * e + 1], entries[3 * e + 2], value, at);
        }
        for (int e = 0; e < entryCount; e++) {
            value[at++] = SpanLogRecord.IDS_TAG;
            value[at++] = SpanLogRecord.ID_BYTES;
            BigEndian.putLong(value, at, traces.idHigh(entries[3 * e]));
            BigEndian.putLong(value, at + 8, traces.idLow(entries[3 * e]));
            at += SpanLogRecord.ID_BYTES;
        }
        if (skipMetricsGeneration) {
            value[at++] = SpanLogRecord.SKIP_METRICS_TAG;
            value[at] = 1;
        }
        records.add(value);
        entryCount = 0;
        entryCost = 0;
    }

    private long size(int entry) {
        int trace = entries[3 * entry];
        int from = entries[3 * entry + 1];
        int to = entries[3 * entry + 2];
        return to - from == traces.spanCount(trace)
                ? traces.encodedSize(trace)
                : traces.encodedSize(trace, from, to);
    }

    /** What a trace and its id take in a value. */
    private static long entryBytes(long size) {
        return 1 + Varint.size(size) + size + ID_FIELD_BYTES;
    }

    /**
     * What the reference's packing counts for them, so that both cut at the same traces: the
     * trace's field and the id's content as if they were one field. It is never less than {@link
     * #entryBytes}.
     */
    private static long cost(long size) {
        long n = 1 + Varint.size(size) + size + SpanLogRecord.ID_BYTES;
        return 1 + n + Varint.size(n);
    }
}
