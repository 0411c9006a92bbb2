package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.Position;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import java.util.List;

/** The spans of a table whose tags are asked for, and what belongs to them. For one thread. */
final class SpanSelection {

    private static final QueryPlan ALL =
            QueryPlan.of(
                    new Pipeline(
                            List.of(
                                    new SpansetFilter(
                                            new Literal(Static.TRUE, Position.NONE),
                                            Position.NONE)),
                            Position.NONE),
                    Dialect.CONTRACT);

    private final TraceTable table;
    private final Bits spans;
    private final boolean everything;

    private SpanSelection(TraceTable table, Bits spans) {
        this.table = table;
        this.spans = spans;
        this.everything = !spans.isEmpty() && spans.count() == table.spanCount();
    }

    /**
     * @param filter a plan that only filters; null for all spans
     */
    static SpanSelection of(TraceTable table, QueryPlan filter, SearchRequest request) {
        QueryPlan plan = filter == null ? ALL : filter;
        Bits spans =
                plan.evaluate(table, request.startNanos(), request.endNanos(), request.cancelled())
                        .candidates();
        return new SpanSelection(table, spans);
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** How many spans were looked at. */
    int size() {
        return spans.size();
    }

    /** Whether all spans of the table are selected. */
    boolean isEverything() {
        return everything;
    }

    /** The selected spans. */
    Bits spans() {
        return spans;
    }

    /** The traces of selected spans. */
    Bits traces() {
        Bits traces = Bits.none(table.traceCount());
        int[] start = table.traceSpanStart();
        for (int t = 0; t < table.traceCount(); t++) {
            if (spans.any(start[t], start[t + 1])) {
                traces.set(t);
            }
        }
        return traces;
    }

    /** What has the attributes of a scope and belongs to selected spans. */
    Bits owners(AttributeScope scope) {
        return switch (scope) {
            case SPAN -> spans;
            case RESOURCE -> single(table.spanResource(), table.resourceCount());
            case INSTRUMENTATION -> single(table.spanScope(), table.scopeCount());
            case EVENT -> children(table.spanEventStart());
            case LINK -> children(table.spanLinkStart());
        };
    }

    private Bits single(int[] ownerOfSpan, int count) {
        Bits owners = Bits.none(count);
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            owners.set(ownerOfSpan[s]);
        }
        return owners;
    }

    private Bits children(int[] starts) {
        Bits children = Bits.none(starts[spans.size()]);
        for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
            children.set(starts[s], starts[s + 1]);
        }
        return children;
    }
}
