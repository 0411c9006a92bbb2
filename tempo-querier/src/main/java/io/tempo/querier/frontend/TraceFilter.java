package io.tempo.querier.frontend;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.TraceFilterQuery;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;
import io.tempo.core.traceql.engine.SpanSet;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the spans of a trace that match, and their relatives.
 *
 * @param plan which spans match
 * @param ancestorDepth levels of ancestors of a match that are kept; -1: all
 * @param descendantDepth levels of descendants of a match that are kept; -1: all
 */
record TraceFilter(QueryPlan plan, int ancestorDepth, int descendantDepth) {

    /**
     * Reads {@code q}, {@code keep_hierarchy}, {@code match_depth} and {@code ancestor_depth};
     * nothing if there is no {@code q}.
     */
    static Optional<TraceFilter> parse(Parameters parameters) throws ApiException {
        String text = parameters.text("q").orElse("").strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        SpansetFilter filter;
        try {
            filter = TraceFilterQuery.parse(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        boolean hierarchy = parameters.bool("keep_hierarchy", false);
        int descendants = parameters.integer("match_depth", -1, Integer.MAX_VALUE, 0);
        int ancestors =
                hierarchy ? parameters.integer("ancestor_depth", -1, Integer.MAX_VALUE, -1) : 0;
        QueryPlan plan =
                QueryPlan.of(new Pipeline(List.of(filter), filter.at()), Dialect.REFERENCE);
        return Optional.of(new TraceFilter(plan, ancestors, descendants));
    }

    /** The trace with only the spans that are kept; the same object if all are. */
    TracesData apply(TracesData trace) {
        SpanColumns columns = TraceColumns.of(trace);
        BitSet matches = matches(columns);
        int[] parents = parents(columns);
        BitSet keep = (BitSet) matches.clone();
        addAncestors(keep, parents, matches);
        addDescendants(keep, parents, matches);
        if (keep.cardinality() == columns.spanCount) {
            return trace;
        }
        return pruned(trace, keep);
    }

    /** Which spans match, in the order of the trace. */
    private BitSet matches(SpanColumns columns) {
        SpanTable table = new SpanTable(columns);
        BitSet matches = new BitSet(columns.spanCount);
        var evaluation = plan.evaluate(table, 0, 0, () -> false);
        for (int t = 0; t < table.traceCount(); t++) {
            for (SpanSet set : evaluation.spanSets(t)) {
                for (int i = 0; i < set.size(); i++) {
                    matches.set(table.layout().spans[set.span(i)]);
                }
            }
        }
        return matches;
    }

    private static int[] parents(SpanColumns columns) {
        Map<Long, Integer> byId = new HashMap<>();
        for (int s = 0; s < columns.spanCount; s++) {
            byId.putIfAbsent(columns.spanId[s], s);
        }
        int[] parents = new int[columns.spanCount];
        for (int s = 0; s < columns.spanCount; s++) {
            Integer parent =
                    columns.spanParentIdLength[s] == 0 ? null : byId.get(columns.spanParentId[s]);
            parents[s] = parent == null || parent == s ? -1 : parent;
        }
        return parents;
    }

    private void addAncestors(BitSet keep, int[] parents, BitSet matches) {
        if (ancestorDepth == 0) {
            return;
        }
        for (int match = matches.nextSetBit(0); match >= 0; match = matches.nextSetBit(match + 1)) {
            int left = ancestorDepth < 0 ? parents.length : ancestorDepth;
            for (int s = parents[match]; s >= 0 && left > 0; s = parents[s], left--) {
                keep.set(s);
            }
        }
    }

    /** Level by level from the matches; ends when a level adds nothing. */
    private void addDescendants(BitSet keep, int[] parents, BitSet matches) {
        BitSet level = matches;
        BitSet seen = (BitSet) matches.clone();
        int left = descendantDepth < 0 ? parents.length : descendantDepth;
        while (left-- > 0 && !level.isEmpty()) {
            BitSet next = new BitSet(parents.length);
            for (int s = 0; s < parents.length; s++) {
                if (parents[s] >= 0 && level.get(parents[s]) && !seen.get(s)) {
                    next.set(s);
                }
            }
            keep.or(next);
            seen.or(next);
            level = next;
        }
    }

    private static TracesData pruned(TracesData trace, BitSet keep) {
        TracesData.Builder result = TracesData.newBuilder();
        int span = 0;
        for (ResourceSpans resource : trace.getResourceSpansList()) {
            ResourceSpans.Builder keptResource = resource.toBuilder().clearScopeSpans();
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                ScopeSpans.Builder keptScope = scope.toBuilder().clearSpans();
                for (int i = 0; i < scope.getSpansCount(); i++, span++) {
                    if (keep.get(span)) {
                        keptScope.addSpans(scope.getSpans(i));
                    }
                }
                if (keptScope.getSpansCount() > 0) {
                    keptResource.addScopeSpans(keptScope);
                }
            }
            if (keptResource.getScopeSpansCount() > 0) {
                result.addResourceSpans(keptResource);
            }
        }
        return result.build();
    }
}
