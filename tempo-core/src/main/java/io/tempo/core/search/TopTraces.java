package io.tempo.core.search;

import io.tempo.core.model.TraceId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Keeps the traces that come first in some order, up to a limit. Parts of one trace are merged.
 * Thread-safe.
 *
 * <p>Whoever offers traces asks {@link #mayEnter} before building one, and can leave out whole
 * tables whose traces all rank below {@link #thresholdNanos}.
 */
public final class TopTraces {

    private final TraceOrder order;
    private final int limit;
    private final LongSupplier floorNanos;
    private final long maxBytes;
    private final Map<TraceId, TraceMatch> byId = new HashMap<>();
    private final TreeSet<TraceMatch> ordered;
    private volatile long thresholdNanos;
    private long bytes;

    /**
     * Keeps the newest traces.
     *
     * @param limit how many traces to keep, at least 1
     */
    public TopTraces(int limit) {
        this(TraceOrder.NEWEST, limit, () -> 0, Long.MAX_VALUE);
    }

    /**
     * @param limit how many traces to keep, at least 1
     * @param floorNanos traces that rank below it are not wanted, since others have been found
     *     elsewhere; 0 for none, may rise
     * @param maxBytes memory that the kept traces may take; see {@link AnswerTooLargeException}
     */
    public TopTraces(TraceOrder order, int limit, LongSupplier floorNanos, long maxBytes) {
        if (limit < 1) {
            throw new IllegalArgumentException("a search keeps at least 1 trace, got " + limit);
        }
        this.order = order;
        this.ordered = new TreeSet<>(order.comparator());
        this.limit = limit;
        this.floorNanos = floorNanos;
        this.maxBytes = maxBytes;
    }

    /** Which traces are preferred. */
    public TraceOrder order() {
        return order;
    }

    /**
     * A trace that ranks below this cannot enter any more, unless another part of it is kept
     * already; 0 as long as there is room. In nanoseconds, of what the order goes by: the start
     * (unix time) or the duration. Never falls while nothing is merged.
     */
    public long thresholdNanos() {
        long floor = floorNanos.getAsLong();
        long own = thresholdNanos;
        return Long.compareUnsigned(floor, own) > 0 ? floor : own;
    }

    /** Whether a trace would be kept if it were added now. */
    public boolean mayEnter(TraceId id, long startNanos, long durationNanos) {
        long rank = order.rankNanos(startNanos, durationNanos);
        if (Long.compareUnsigned(rank, floorNanos.getAsLong()) < 0) {
            return false;
        }
        long threshold = thresholdNanos;
        if (threshold == 0 || Long.compareUnsigned(rank, threshold) > 0) {
            return true;
        }
        synchronized (this) {
            if (byId.size() < limit || byId.containsKey(id)) {
                return true;
            }
            TraceMatch last = ordered.last();
            return order.compare(
                            startNanos,
                            durationNanos,
                            id,
                            last.startNanos(),
                            last.durationNanos(),
                            last.traceId())
                    < 0;
        }
    }

    /**
     * Adds a trace or a part of one; forgets the last trace if there are too many.
     *
     * @throws AnswerTooLargeException if the kept traces take more memory than they may
     */
    public synchronized void add(TraceMatch trace) {
        TraceMatch known = byId.get(trace.traceId());
        TraceMatch merged = known == null ? trace : known.merge(trace);
        if (known != null) {
            ordered.remove(known);
            bytes -= known.memoryBytes();
        }
        byId.put(merged.traceId(), merged);
        ordered.add(merged);
        bytes += merged.memoryBytes();
        if (ordered.size() > limit) {
            TraceMatch last = ordered.pollLast();
            byId.remove(last.traceId());
            bytes -= last.memoryBytes();
        }
        if (bytes > maxBytes) {
            throw new AnswerTooLargeException(
                    "the search finds more than fits in memory: "
                            + ordered.size()
                            + " traces take "
                            + bytes
                            + " bytes already; ask for fewer traces (limit) or fewer spans of each"
                            + " (spss)");
        }
        thresholdNanos = ordered.size() == limit ? rank(ordered.last()) : 0;
    }

    private long rank(TraceMatch trace) {
        return order.rankNanos(trace.startNanos(), trace.durationNanos());
    }

    /** How many traces are kept now. */
    public synchronized int size() {
        return byId.size();
    }

    /** Memory that the kept traces take, roughly. */
    public synchronized long memoryBytes() {
        return bytes;
    }

    /** The traces kept now, in order. */
    public synchronized List<TraceMatch> results() {
        return new ArrayList<>(ordered);
    }
}
