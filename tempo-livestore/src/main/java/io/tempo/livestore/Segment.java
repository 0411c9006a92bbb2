package io.tempo.livestore;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.livestore.wal.WalWriter;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Spans that are going to be one block: first as the head that requests are appended to, then cut
 * and waiting to be written. Everything but the final fields is guarded by the tenant's lock,
 * except that the columns of a cut segment may be read by all.
 */
final class Segment {

    /** Why a head was cut; also the label of the metric. */
    enum CutReason {
        IMMEDIATE,
        MAX_BLOCK_DURATION,
        MAX_BLOCK_BYTES;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final UUID blockId;
    final Instant created;
    final Path walPath;

    /** Null for a segment that was replayed: its log is complete. */
    final WalWriter wal;

    /**
     * Segments that traces were carried over from; this one's log is needed while they have theirs.
     */
    final Set<UUID> carriedFrom = new HashSet<>();

    private final SpanColumnsBuilder builder = new SpanColumnsBuilder();
    private OtlpColumnAppender appender;
    private int appenderLimit;

    private SpanColumns columns = builder.columns();
    private boolean[] carried = {};
    private int carriedTraces;
    private int carriedSpans;
    private WeakReference<LiveSnapshot> lastSnapshot = new WeakReference<>(null);

    private long minStartNanos = Long.MAX_VALUE;
    private long maxEndNanos = Long.MIN_VALUE;
    private long firstArrivalMillis = Long.MAX_VALUE;
    private long lastArrivalMillis = Long.MIN_VALUE;
    private long wireBytes;

    /** What the memory account was told. */
    long accountedBytes;

    CutReason cutReason;
    Instant cutAt;

    /** When writing the block may be tried again, and how often it has failed. */
    final Retry retry = new Retry();

    /** A new head. */
    Segment(UUID blockId, Instant created, WalWriter wal) {
        this.blockId = blockId;
        this.created = created;
        this.wal = wal;
        this.walPath = wal.path();
    }

    /** A segment that is being replayed. */
    Segment(UUID blockId, Instant created, Path walPath) {
        this.blockId = blockId;
        this.created = created;
        this.wal = null;
        this.walPath = walPath;
    }

    /**
     * Appends the spans of a request.
     *
     * @param leftOut ordinals of spans that are not appended, ascending; the first {@code
     *     leftOutCount} count
     */
    void append(
            SpanBatch batch,
            int[] leftOut,
            int leftOutCount,
            int maxAttributeBytes,
            long firstArrival,
            long lastArrival) {
        if (appender == null || appenderLimit != maxAttributeBytes) {
            appender = new OtlpColumnAppender(builder, maxAttributeBytes);
            appenderLimit = maxAttributeBytes;
        }
        int before = columns.spanCount;
        try {
            appender.begin(batch);
            int next = 0;
            for (int s = 0; s < batch.spanCount(); s++) {
                if (next < leftOutCount && leftOut[next] == s) {
                    next++;
                } else {
                    appender.append(s);
                }
            }
        } finally {
            columns = builder.columns();
            noteTimes(before);
        }
        wireBytes += batch.wireBytes();
        firstArrivalMillis = Math.min(firstArrivalMillis, firstArrival);
        lastArrivalMillis = Math.max(lastArrivalMillis, lastArrival);
    }

    private void noteTimes(int from) {
        long min = minStartNanos;
        long max = maxEndNanos;
        for (int s = from; s < columns.spanCount; s++) {
            long start = columns.spanStartNanos[s];
            min = Math.min(min, start);
            max = Math.max(max, start + columns.spanDurationNanos[s]);
        }
        minStartNanos = min;
        maxEndNanos = Math.max(max, min);
    }

    /** All spans, also those that were carried over to another segment. */
    SpanColumns columns() {
        return columns;
    }

    boolean isEmpty() {
        return columns.spanCount == carriedSpans;
    }

    /** Heap bytes of the columns. */
    long memoryBytes() {
        return builder.memoryBytes();
    }

    /** Bytes of the requests. */
    long wireBytes() {
        return wireBytes;
    }

    long firstArrivalMillis() {
        return firstArrivalMillis;
    }

    long lastArrivalMillis() {
        return lastArrivalMillis;
    }

    /** Whether a trace has been carried over to another segment. */
    boolean isCarried(int trace) {
        return trace < carried.length && carried[trace];
    }

    /** Traces have been carried over to another segment, with all their spans here. */
    void carriedOver(int[] traces, int from, int to, int spans) {
        boolean[] now = Arrays.copyOf(carried, columns.traceCount);
        for (int i = from; i < to; i++) {
            now[traces[i]] = true;
        }
        carried = now;
        carriedTraces += to - from;
        carriedSpans += spans;
    }

    /** The traces that are left, ascending by ordinal. */
    int[] remainingTraces() {
        int[] traces = new int[columns.traceCount - carriedTraces];
        int n = 0;
        for (int t = 0; t < columns.traceCount; t++) {
            if (!isCarried(t)) {
                traces[n++] = t;
            }
        }
        return traces;
    }

    /**
     * What queries see now. Shared by all who ask until something changes.
     *
     * @param integerSpanKeys attributes of spans whose integers will have a column of their own
     */
    LiveSnapshot snapshot(Set<String> integerSpanKeys) {
        LiveSnapshot last = lastSnapshot.get();
        if (last == null || !last.shows(columns, carried, integerSpanKeys)) {
            last =
                    new LiveSnapshot(
                            blockId,
                            columns,
                            carried,
                            carriedTraces,
                            carriedSpans,
                            minStartNanos,
                            maxEndNanos,
                            integerSpanKeys);
            lastSnapshot = new WeakReference<>(last);
        }
        return last;
    }
}
