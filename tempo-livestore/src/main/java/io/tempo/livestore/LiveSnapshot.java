package io.tempo.livestore;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanCopier;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;
import io.tempo.core.recent.LivePart;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * A segment as it was at one moment. The table is made once, for all queries that see this moment.
 * Thread-safe.
 */
final class LiveSnapshot implements LivePart {

    private final UUID blockId;
    private final SpanColumns columns;

    /** Traces that are in another segment now; shorter than the traces are many, or as long. */
    private final boolean[] carried;

    private final int carriedTraces;
    private final int carriedSpans;
    private final long startNanos;
    private final long endNanos;
    private final Set<String> integerSpanKeys;
    private SpanTable table;
    private volatile TraceIndex index;

    LiveSnapshot(
            UUID blockId,
            SpanColumns columns,
            boolean[] carried,
            int carriedTraces,
            int carriedSpans,
            long startNanos,
            long endNanos,
            Set<String> integerSpanKeys) {
        this.blockId = blockId;
        this.columns = columns;
        this.carried = carried;
        this.carriedTraces = carriedTraces;
        this.carriedSpans = carriedSpans;
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.integerSpanKeys = Set.copyOf(integerSpanKeys);
    }

    /** Whether this is what these arrays hold, and its block will have these columns. */
    boolean shows(
            SpanColumns otherColumns, boolean[] otherCarried, Set<String> otherIntegerSpanKeys) {
        return columns == otherColumns
                && carried == otherCarried
                && integerSpanKeys.equals(otherIntegerSpanKeys);
    }

    @Override
    public UUID blockId() {
        return blockId;
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public long endNanos() {
        return endNanos;
    }

    @Override
    public int traceCount() {
        return columns.traceCount - carriedTraces;
    }

    @Override
    public int spanCount() {
        return columns.spanCount - carriedSpans;
    }

    @Override
    public synchronized TraceTable table() {
        if (table == null) {
            table = new SpanTable(columns, layout(), integerSpanKeys);
        }
        return table;
    }

    @Override
    public Set<String> integerSpanKeys() {
        return integerSpanKeys;
    }

    private TraceLayout layout() {
        if (carriedTraces == 0) {
            return TraceLayout.of(columns);
        }
        int[] traces = new int[traceCount()];
        int n = 0;
        for (int t = 0; t < columns.traceCount; t++) {
            if (!isCarried(t)) {
                traces[n++] = t;
            }
        }
        return TraceLayout.of(columns, traces);
    }

    @Override
    public boolean contains(TraceId id) {
        // Who asks this asks for many traces.
        if (index == null) {
            index = new TraceIndex(columns);
        }
        int trace = trace(id);
        return trace >= 0 && !isCarried(trace);
    }

    @Override
    public SpanColumns find(TraceId id) {
        int trace = trace(id);
        if (trace < 0 || isCarried(trace)) {
            return null;
        }
        int[] spans = new int[64];
        int n = 0;
        int[] spanTrace = columns.spanTrace;
        for (int s = 0; s < columns.spanCount; s++) {
            if (spanTrace[s] == trace) {
                if (n == spans.length) {
                    spans = Arrays.copyOf(spans, n * 2);
                }
                spans[n++] = s;
            }
        }
        return n == 0 ? null : SpanCopier.select(columns, spans, n);
    }

    private int trace(TraceId id) {
        TraceIndex made = index;
        if (made != null) {
            return made.find(id);
        }
        long high = id.high();
        long low = id.low();
        for (int t = 0; t < columns.traceCount; t++) {
            if (columns.traceIdLow[t] == low && columns.traceIdHigh[t] == high) {
                return t;
            }
        }
        return -1;
    }

    private boolean isCarried(int trace) {
        return trace < carried.length && carried[trace];
    }
}
