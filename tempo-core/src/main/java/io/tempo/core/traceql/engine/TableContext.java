package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.traceql.FieldExpression;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A table and what is derived from it while a query runs over it. For one thread. */
final class TableContext {

    final TraceTable table;
    final Regexes regexes;
    final Dialect dialect;
    private final BooleanSupplier cancelled;
    private int[] spanTrace;
    private int[] parents;

    TableContext(TraceTable table, Regexes regexes, Dialect dialect, BooleanSupplier cancelled) {
        this.table = table;
        this.regexes = regexes;
        this.dialect = dialect;
        this.cancelled = cancelled;
    }

    /**
     * @throws CancellationException if nobody waits for the answer any more
     */
    void checkCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the query was cancelled");
        }
    }

    int spanCount() {
        return table.spanCount();
    }

    /**
     * Whether grouping by an expression takes values for nil that are no integers; see {@link
     * Dialect#REFERENCE}.
     */
    boolean groupsIntegersOnly(FieldExpression expression) {
        return dialect == Dialect.REFERENCE
                && expression instanceof FieldExpression.Attribute attribute
                && !attribute.parent()
                && Column.of(attribute) instanceof Column.Key key
                && key.scope() == AttributeScope.SPAN
                && table.hasIntegerColumn(key.scope(), key.key());
    }

    /** How many owners of a level the table has. */
    int owners(Level level) {
        return switch (level) {
            case TRACE -> table.traceCount();
            case SPAN -> spanCount();
            case RESOURCE -> table.resourceCount();
            case SCOPE -> table.scopeCount();
            case EVENT -> table.spanEventStart()[spanCount()];
            case LINK -> table.spanLinkStart()[spanCount()];
        };
    }

    /** The trace of each span. */
    int[] spanTrace() {
        if (spanTrace == null) {
            int[] start = table.traceSpanStart();
            int[] trace = new int[spanCount()];
            for (int t = 0; t < table.traceCount(); t++) {
                Arrays.fill(trace, start[t], start[t + 1], t);
            }
            spanTrace = trace;
        }
        return spanTrace;
    }

    /** The parent of each span, or -1. */
    int[] parents() {
        if (parents == null) {
            parents = new ParentResolver(table).parents();
        }
        return parents;
    }

    /** The owner of each span on a level that a span has one owner of. */
    int[] ownersOfSpans(Level level) {
        return switch (level) {
            case TRACE -> spanTrace();
            case RESOURCE -> table.spanResource();
            case SCOPE -> table.spanScope();
            case SPAN, EVENT, LINK -> throw new IllegalArgumentException(level.toString());
        };
    }

    /** First event or link of each span, and one more. */
    int[] starts(Level level) {
        return level == Level.EVENT ? table.spanEventStart() : table.spanLinkStart();
    }

    /** All spans of the traces that have a span in {@code spans}. */
    Bits wholeTraces(Bits spans) {
        Bits result = Bits.none(spanCount());
        int[] start = table.traceSpanStart();
        int[] trace = spanTrace();
        for (int s = spans.next(0); s < spans.size(); ) {
            int t = trace[s];
            result.set(start[t], start[t + 1]);
            s = spans.next(start[t + 1]);
        }
        return result;
    }

    /**
     * All spans of the traces that overlap a time window.
     *
     * @param startNanos unix nanoseconds, included; 0 together with {@code endNanos} 0 is no window
     * @param endNanos unix nanoseconds, included
     */
    Bits window(long startNanos, long endNanos) {
        if (startNanos == 0 && endNanos == 0) {
            return Bits.all(spanCount());
        }
        Bits result = Bits.none(spanCount());
        long[] starts = table.numbers(NumberField.TRACE_START);
        long[] durations = table.numbers(NumberField.TRACE_DURATION);
        int[] spans = table.traceSpanStart();
        for (int t = 0; t < table.traceCount(); t++) {
            if (Long.compareUnsigned(starts[t], endNanos) <= 0
                    && Long.compareUnsigned(starts[t] + durations[t], startNanos) >= 0) {
                result.set(spans[t], spans[t + 1]);
            }
        }
        return result;
    }
}
