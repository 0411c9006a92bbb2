package io.tempo.core.search;

import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.model.TraceId;
import io.tempo.core.traceql.Hints;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.TraceQlException;

import java.util.Comparator;

/**
 * Which traces a search prefers, and in which order it shows them. Each order has a rank in
 * nanoseconds, compared as unsigned, that says most of it; what is equal is ordered by the latest
 * start, then by the smaller trace id.
 */
public enum TraceOrder {
    /** The latest start first. */
    NEWEST("newest", NumberField.TRACE_START) {
        @Override
        long rankNanos(long startNanos, long durationNanos) {
            return startNanos;
        }
    },
    /** The longest duration first: {@code with (order="duration")}. */
    LONGEST("duration", NumberField.TRACE_DURATION) {
        @Override
        long rankNanos(long startNanos, long durationNanos) {
            return durationNanos;
        }
    };

    /** The hint that chooses. */
    private static final String HINT = "order";

    private final String word;
    private final NumberField rankField;
    private final Comparator<TraceMatch> comparator =
            (a, b) ->
                    compare(
                            a.startNanos(),
                            a.durationNanos(),
                            a.traceId(),
                            b.startNanos(),
                            b.durationNanos(),
                            b.traceId());

    TraceOrder(String word, NumberField rankField) {
        this.word = word;
        this.rankField = rankField;
    }

    /**
     * What a query's hints ask for; {@link #NEWEST} if nothing.
     *
     * @throws TraceQlException if they ask for an order that there is not
     */
    public static TraceOrder of(Hints hints) {
        for (Hints.Hint hint : hints.list()) {
            if (hint.name().equals(HINT)) {
                return of(hint);
            }
        }
        return NEWEST;
    }

    private static TraceOrder of(Hints.Hint hint) {
        for (TraceOrder order : values()) {
            if (hint.value() instanceof Static.StringValue text
                    && text.value().equals(order.word)) {
                return order;
            }
        }
        throw new TraceQlException(
                TraceQlException.Kind.VALIDATION,
                hint.at(),
                "the hint order is \"newest\" or \"duration\", got " + hint.value().text());
    }

    /** How high a trace ranks. */
    abstract long rankNanos(long startNanos, long durationNanos);

    /** Where tables have the rank. */
    NumberField rankField() {
        return rankField;
    }

    /** What is shown first comes first. */
    public Comparator<TraceMatch> comparator() {
        return comparator;
    }

    /** As {@link #comparator}. */
    int compare(
            long startA, long durationA, TraceId idA, long startB, long durationB, TraceId idB) {
        int c = Long.compareUnsigned(rankNanos(startB, durationB), rankNanos(startA, durationA));
        if (c == 0) {
            c = Long.compareUnsigned(startB, startA);
        }
        return c != 0 ? c : idA.compareTo(idB);
    }
}
