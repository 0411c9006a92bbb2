package io.tempo.core.traceql.metrics;

import io.tempo.core.model.TraceId;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps some spans as exemplars, spread over time: the window is cut into half as many slots as
 * there may be exemplars, and each slot keeps two. Which two is decided by a hash of the trace id,
 * so that the choice depends neither on the order of tables nor on how they are merged. For one
 * thread.
 */
final class ExemplarSet {

    private static final int PER_SLOT = 2;

    /** Rough heap bytes of a candidate. */
    static final int CANDIDATE_BYTES = 1024;

    /**
     * A span that may become an exemplar.
     *
     * @param exponent its bucket, in functions that have buckets
     */
    record Candidate(TraceId traceId, SeriesKey key, int exponent, Exemplar exemplar) {

        private long priority() {
            return ExemplarSet.priority(traceId);
        }
    }

    private final TimeAxis axis;
    private final int budget;
    private final long slotNanos;

    /** Two by slot, the one with the smaller priority first. */
    private final Candidate[] kept;

    /**
     * @param budget how many exemplars there may be at most
     */
    ExemplarSet(TimeAxis axis, int budget) {
        this.axis = axis;
        this.budget = budget;
        long nanos = axis.endNanos() - axis.startNanos();
        int slots = (int) Math.min(Math.max(1, budget / PER_SLOT), nanos);
        this.slotNanos = (nanos - 1) / slots + 1;
        this.kept = new Candidate[budget == 0 ? 0 : slots * PER_SLOT];
    }

    /** Whether any are wanted. */
    boolean isOn() {
        return budget > 0;
    }

    private int slot(long startNanos) {
        return (int) ((startNanos - axis.startNanos() - 1) / slotNanos) * PER_SLOT;
    }

    /** Whether a span of that trace and start would be kept. */
    boolean mayEnter(TraceId traceId, long startNanos) {
        Candidate last = kept[slot(startNanos) + PER_SLOT - 1];
        return last == null || compare(priority(traceId), startNanos, last) <= 0;
    }

    /** Adds a span that starts in the window; one that has less priority may go. */
    void add(Candidate candidate) {
        int at = slot(candidate.exemplar.startNanos());
        Candidate best = kept[at];
        Candidate second = kept[at + 1];
        if (best != null && best.traceId.equals(candidate.traceId)) {
            kept[at] = isBefore(candidate, best) ? candidate : best;
        } else if (best == null || isBefore(candidate, best)) {
            kept[at] = candidate;
            kept[at + 1] = best == null ? second : best;
        } else if (second == null || isBefore(candidate, second)) {
            kept[at + 1] = candidate;
        }
    }

    void add(ExemplarSet other) {
        for (Candidate candidate : other.kept) {
            if (candidate != null) {
                add(candidate);
            }
        }
    }

    private static boolean isBefore(Candidate a, Candidate b) {
        return compare(a.priority(), a.exemplar.startNanos(), b) < 0;
    }

    private static int compare(long priority, long startNanos, Candidate other) {
        int c = Long.compareUnsigned(priority, other.priority());
        return c != 0 ? c : Long.compare(startNanos, other.exemplar.startNanos());
    }

    /** Spreads ids that are not random; the finalizer of splitmix64 (Steele, Lea, Flood, 2014). */
    private static long priority(TraceId id) {
        long h = id.high() * 0x9E3779B97F4A7C15L + id.low();
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        return h ^ h >>> 31;
    }

    /** All that are kept, by time. */
    List<Candidate> candidates() {
        List<Candidate> list = new ArrayList<>();
        for (Candidate candidate : kept) {
            if (candidate != null) {
                list.add(candidate);
            }
        }
        return list;
    }

    /** The chosen ones by group, each trace once, at most as many as may be. */
    Map<SeriesKey, List<Candidate>> byGroup() {
        Map<TraceId, Candidate> byTrace = new HashMap<>();
        for (Candidate candidate : candidates()) {
            byTrace.merge(candidate.traceId, candidate, (a, b) -> isBefore(b, a) ? b : a);
        }
        Map<SeriesKey, List<Candidate>> groups = new HashMap<>();
        int left = budget;
        for (Candidate candidate : candidates()) {
            if (left > 0 && byTrace.get(candidate.traceId) == candidate) {
                groups.computeIfAbsent(candidate.key, k -> new ArrayList<>()).add(candidate);
                left--;
            }
        }
        return groups;
    }
}
