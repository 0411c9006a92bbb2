package io.tempo.core.search;

import io.tempo.core.model.TraceId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Keeps the traces with the latest start, up to a limit: newest first, of those with one start the
 * smaller trace id first. Parts of one trace are merged. Thread-safe.
 *
 * <p>Whoever offers traces asks {@link #mayEnter} before building one, and can leave out whole
 * tables that end before {@link #thresholdNanos}.
 */
public final class TopTraces {

    private static final Comparator<TraceMatch> NEWEST_FIRST =
            (a, b) -> {
                int c = Long.compareUnsigned(b.startNanos(), a.startNanos());
                return c != 0 ? c : a.traceId().compareTo(b.traceId());
            };

    private final int limit;
    private final LongSupplier floorNanos;
    private final long maxBytes;
    private final Map<TraceId, TraceMatch> byId = new HashMap<>();
    private final TreeSet<TraceMatch> ordered = new TreeSet<>(NEWEST_FIRST);
    private volatile long thresholdNanos;
    private long bytes;

    /**
     * @param limit how many traces to keep, at least 1
     */
    public TopTraces(int limit) {
        this(limit, () -> 0, Long.MAX_VALUE);
    }

    /**
     * @param limit how many traces to keep, at least 1
     * @param floorNanos traces that start before it are not wanted, since others have been found
     *     elsewhere; unix nanoseconds, 0 for none, may rise
     * @param maxBytes memory that the kept traces may take; see {@link AnswerTooLargeException}
     */
    public TopTraces(int limit, LongSupplier floorNanos, long maxBytes) {
        if (limit < 1) {
            throw new IllegalArgumentException("a search keeps at least 1 trace, got " + limit);
        }
        this.limit = limit;
        this.floorNanos = floorNanos;
        this.maxBytes = maxBytes;
    }

    /**
     * A trace that starts before this cannot enter any more, unless another part of it is kept
     * already; 0 as long as there is room. Unix nanoseconds; never falls while nothing is merged.
     */
    public long thresholdNanos() {
        long floor = floorNanos.getAsLong();
        long own = thresholdNanos;
        return Long.compareUnsigned(floor, own) > 0 ? floor : own;
    }

    /** Whether a trace with this id and start would be kept if it were added now. */
    public boolean mayEnter(TraceId id, long startNanos) {
        if (Long.compareUnsigned(startNanos, floorNanos.getAsLong()) < 0) {
            return false;
        }
        long threshold = thresholdNanos;
        if (threshold == 0 || Long.compareUnsigned(startNanos, threshold) > 0) {
            return true;
        }
        synchronized (this) {
            return byId.containsKey(id)
                    || byId.size() < limit
                    || startNanos == ordered.last().startNanos()
                            && id.compareTo(ordered.last().traceId()) < 0;
        }
    }

    /**
     * Adds a trace or a part of one; forgets the oldest trace if there are too many.
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
            TraceMatch oldest = ordered.pollLast();
            byId.remove(oldest.traceId());
            bytes -= oldest.memoryBytes();
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
        thresholdNanos = ordered.size() == limit ? ordered.last().startNanos() : 0;
    }

    /** How many traces are kept now. */
    public synchronized int size() {
        return byId.size();
    }

    /** Memory that the kept traces take, roughly. */
    public synchronized long memoryBytes() {
        return bytes;
    }

    /** The traces kept now, newest first. */
    public synchronized List<TraceMatch> results() {
        return new ArrayList<>(ordered);
    }
}
