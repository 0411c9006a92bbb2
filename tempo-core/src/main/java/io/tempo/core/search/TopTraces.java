package io.tempo.core.search;

import io.tempo.core.model.TraceId;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

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
    private final Map<TraceId, TraceMatch> byId = new HashMap<>();
    private final TreeSet<TraceMatch> ordered = new TreeSet<>(NEWEST_FIRST);
    private volatile long thresholdNanos;

    /**
     * @param limit how many traces to keep, at least 1
     */
    public TopTraces(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a search keeps at least 1 trace, got " + limit);
        }
        this.limit = limit;
    }

    /**
     * A trace that starts before this cannot enter any more, unless another part of it is kept
     * already; 0 as long as there is room. Unix nanoseconds; never falls while nothing is merged.
     */
    public long thresholdNanos() {
        return thresholdNanos;
    }

    /** Whether a trace with this id and start would be kept if it were added now. */
    public boolean mayEnter(TraceId id, long startNanos) {
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

    /** Adds a trace or a part of one; forgets the oldest trace if there are too many. */
    public synchronized void add(TraceMatch trace) {
        TraceMatch known = byId.get(trace.traceId());
        TraceMatch merged = known == null ? trace : known.merge(trace);
        if (known != null) {
            ordered.remove(known);
        }
        byId.put(merged.traceId(), merged);
        ordered.add(merged);
        if (ordered.size() > limit) {
            byId.remove(ordered.pollLast().traceId());
        }
        thresholdNanos = ordered.size() == limit ? ordered.last().startNanos() : 0;
    }

    /** How many traces are kept now. */
    public synchronized int size() {
        return byId.size();
    }

    /** The traces kept now, newest first. */
    public synchronized List<TraceMatch> results() {
        return new ArrayList<>(ordered);
    }
}
