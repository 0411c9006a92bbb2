package io.tempo.core.otlp;

import io.tempo.core.model.SeededHash;
import io.tempo.core.model.TraceId;

import java.util.Arrays;
import java.util.Objects;

/**
 * The spans of a {@link SpanBatch}, grouped by trace. Each trace can be had as an encoded tempopb
 * Trace of its own: byte ranges of the request, put together anew under as many ResourceSpans and
 * ScopeSpans as the trace has spans from. Schema urls are lost, and what OTLP does not name beside
 * resource, scope and spans.
 *
 * <p>Traces are in order of their first span, spans of a trace in order of the request.
 * Thread-safe.
 */
public final class TraceGroups {

    private static final int TAG_1 = 1 << 3 | MessageType.BYTES;
    private static final int TAG_2 = 2 << 3 | MessageType.BYTES;

    private final SpanBatch batch;
    private final int count;

    /** Spans of all traces, one trace after another. */
    private final int[] spans;

    /** First of {@link #spans} of each trace, and one more. */
    private final int[] start;

    private final long[] encodedSize;
    private long totalEncodedSize;

    TraceGroups(SpanBatch batch) {
        this.batch = batch;
        int n = batch.spanCount;
        int[] traceOfSpan = new int[n];
        count = number(batch, traceOfSpan);
        start = new int[count + 1];
        for (int s = 0; s < n; s++) {
            start[traceOfSpan[s] + 1]++;
        }
        for (int t = 0; t < count; t++) {
            start[t + 1] += start[t];
        }
        int[] next = Arrays.copyOf(start, count);
        spans = new int[n];
        for (int s = 0; s < n; s++) {
            spans[next[traceOfSpan[s]]++] = s;
        }
        encodedSize = new long[count];
        for (int t = 0; t < count; t++) {
            encodedSize[t] = size(start[t], start[t + 1]);
            totalEncodedSize += encodedSize[t];
        }
    }

    /** Distinct traces. */
    public int count() {
        return count;
    }

    public TraceId id(int trace) {
        return batch.traceId(spans[start[trace]]);
    }

    /** Bytes 0 to 7 of a trace's id. */
    public long idHigh(int trace) {
        return batch.traceIdHigh[spans[start[trace]]];
    }

    /** Bytes 8 to 15 of a trace's id. */
    public long idLow(int trace) {
        return batch.traceIdLow[spans[start[trace]]];
    }

    public int spanCount(int trace) {
        return start[trace + 1] - start[trace];
    }

    /** A span of a trace, as its number in the batch. */
    public int span(int trace, int i) {
        return spans[start[trace] + i];
    }

    /**
     * Bytes of the encoded trace. At most a little more than the request has; but a large resource
     * that many traces share counts in each of them, so look at {@link #totalEncodedSize} before
     * encoding all.
     */
    public long encodedSize(int trace) {
        return encodedSize[trace];
    }

    /** Bytes of all encoded traces. */
    public long totalEncodedSize() {
        return totalEncodedSize;
    }

    /** The encoded trace. */
    public byte[] encode(int trace) {
        byte[] encoded = new byte[Math.toIntExact(encodedSize[trace])];
        encode(trace, encoded, 0);
        return encoded;
    }

    /**
     * Writes the encoded trace, {@link #encodedSize} bytes, at {@code offset}; gives the offset
     * behind it.
     */
    public int encode(int trace, byte[] target, int offset) {
        return encodeSpans(start[trace], start[trace + 1], target, offset);
    }

    /** Bytes of an encoded trace with only its spans {@code from} to {@code to - 1}. */
    public long encodedSize(int trace, int from, int to) {
        Objects.checkFromToIndex(from, to, spanCount(trace));
        return size(start[trace] + from, start[trace] + to);
    }

    /**
     * Writes an encoded trace with only its spans {@code from} to {@code to - 1} at {@code offset};
     * gives the offset behind it.
     */
    public int encode(int trace, int from, int to, byte[] target, int offset) {
        Objects.checkFromToIndex(from, to, spanCount(trace));
        return encodeSpans(start[trace] + from, start[trace] + to, target, offset);
    }

    private int encodeSpans(int from, int end, byte[] target, int offset) {
        int at = offset;
        int i = from;
        while (i < end) {
            int resource = batch.spanResource(spans[i]);
            int resourceEnd = resourceEnd(i, end);
            at = Varint.put(target, at, TAG_1);
            at = Varint.put(target, at, (int) resourceSpansSize(i, resourceEnd));
            at =
                    copy(
                            target,
                            at,
                            TAG_1,
                            batch.resourceOffset[resource],
                            batch.resourceLength[resource]);
            while (i < resourceEnd) {
                int scope = batch.spanScope[spans[i]];
                int scopeEnd = scopeEnd(i, resourceEnd);
                at = Varint.put(target, at, TAG_2);
                at = Varint.put(target, at, (int) scopeSpansSize(i, scopeEnd));
                at = copy(target, at, TAG_1, batch.scopeOffset[scope], batch.scopeLength[scope]);
                for (; i < scopeEnd; i++) {
                    int span = spans[i];
                    at = copy(target, at, TAG_2, batch.spanOffset[span], batch.spanLength[span]);
                }
            }
        }
        return at;
    }

    private long size(int from, int end) {
        long size = 0;
        for (int i = from; i < end; ) {
            int resourceEnd = resourceEnd(i, end);
            size += field(resourceSpansSize(i, resourceEnd));
            i = resourceEnd;
        }
        return size;
    }

    private long resourceSpansSize(int from, int end) {
        long size = field(batch.resourceLength[batch.spanResource(spans[from])]);
        for (int i = from; i < end; ) {
            int scopeEnd = scopeEnd(i, end);
            size += field(scopeSpansSize(i, scopeEnd));
            i = scopeEnd;
        }
        return size;
    }

    private long scopeSpansSize(int from, int end) {
        long size = field(batch.scopeLength[batch.spanScope[spans[from]]]);
        for (int i = from; i < end; i++) {
            size += field(batch.spanLength[spans[i]]);
        }
        return size;
    }

    private int resourceEnd(int from, int end) {
        int resource = batch.spanResource(spans[from]);
        int i = from + 1;
        while (i < end && batch.spanResource(spans[i]) == resource) {
            i++;
        }
        return i;
    }

    private int scopeEnd(int from, int end) {
        int scope = batch.spanScope[spans[from]];
        int i = from + 1;
        while (i < end && batch.spanScope[spans[i]] == scope) {
            i++;
        }
        return i;
    }

    private int copy(byte[] target, int at, int tag, int from, int length) {
        int p = Varint.put(target, at, tag);
        p = Varint.put(target, p, length);
        System.arraycopy(batch.body, from, target, p, length);
        return p + length;
    }

    private static long field(long length) {
        return 1 + Varint.size(length) + length;
    }

    /** Numbers the distinct traces in order of first sight; gives how many there are. */
    private static int number(SpanBatch batch, int[] traceOfSpan) {
        int n = batch.spanCount;
        int[] table = new int[Integer.highestOneBit(Math.max(8, n)) * 4];
        int mask = table.length - 1;
        int[] firstSpan = new int[n];
        int traces = 0;
        for (int s = 0; s < n; s++) {
            long high = batch.traceIdHigh[s];
            long low = batch.traceIdLow[s];
            int slot = SeededHash.of(high, low) & mask;
            while (true) {
                int entry = table[slot];
                if (entry == 0) {
                    firstSpan[traces] = s;
                    table[slot] = traces + 1;
                    traceOfSpan[s] = traces++;
                    break;
                }
                int first = firstSpan[entry - 1];
                if (batch.traceIdHigh[first] == high && batch.traceIdLow[first] == low) {
                    traceOfSpan[s] = entry - 1;
                    break;
                }
                slot = slot + 1 & mask;
            }
        }
        return traces;
    }
}
