package io.tempo.core.search;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringColumn;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;
import io.tempo.core.traceql.engine.SpanSet;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Searches tables for a TraceQL query. Filters run over all spans of a table; span sets are built
 * only for traces that rank high enough to enter the result. Thread-safe.
 */
public final class SearchExecutor implements TraceSearch {

    private final QueryPlan plan;

    public SearchExecutor(QueryPlan plan) {
        this.plan = plan;
    }

    /**
     * The search for a parsed and validated query.
     *
     * @throws TraceQlException if it is one that finds no spans
     */
    public static SearchExecutor of(Query query) {
        return new SearchExecutor(QueryPlan.of(query, Dialect.REFERENCE));
    }

    @Override
    public void evaluate(
            TraceTable table, SearchRequest request, TopTraces result, SearchStats stats) {
        if (plan.isConstantFalse()) {
            return;
        }
        TableEvaluation evaluation =
                plan.evaluate(table, request.startNanos(), request.endNanos(), request.cancelled());
        Bits spans = evaluation.candidates();
        if (!spans.isEmpty()) {
            Candidates candidates = new Candidates(table, result);
            int[] start = table.traceSpanStart();
            int trace = 0;
            for (int s = spans.next(0); s < spans.size(); s = spans.next(start[trace])) {
                while (start[trace + 1] <= s) {
                    trace++;
                }
                candidates.add(trace++);
            }
            candidates.offer(true, t -> spanSets(table, request, evaluation, t));
        }
        stats.add(table.traceCount(), spans.size(), table.bytesRead());
    }

    private static List<SpanSetMatch> spanSets(
            TraceTable table, SearchRequest request, TableEvaluation evaluation, int trace) {
        List<SpanSet> sets = evaluation.spanSets(trace);
        if (sets.isEmpty()) {
            return null;
        }
        List<SpanSetMatch> matches = new ArrayList<>(sets.size());
        for (SpanSet set : sets) {
            int limit = request.spansPerSpanSet();
            int count = limit == 0 ? set.size() : Math.min(limit, set.size());
            List<SpanMatch> spans = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                spans.add(span(table, evaluation, set.span(i)));
            }
            List<KeyValue> attributes = new ArrayList<>();
            for (SpanSet.Attribute attribute : set.attributes()) {
                attributes.add(
                        KeyValue.newBuilder()
                                .setKey(attribute.key())
                                .setValue(attribute.value().toAnyValue())
                                .build());
            }
            matches.add(new SpanSetMatch(spans, set.size(), attributes));
        }
        return matches;
    }

    private static SpanMatch span(TraceTable table, TableEvaluation evaluation, int span) {
        String name = "";
        if (evaluation.showsNames()) {
            StringColumn names = table.strings(StringField.SPAN_NAME);
            name = names.strings().text(names.ids()[span]);
        }
        return new SpanMatch(
                table.numbers(NumberField.SPAN_ID)[span],
                name,
                table.numbers(NumberField.SPAN_START)[span],
                table.numbers(NumberField.SPAN_DURATION)[span],
                evaluation.attributes(span));
    }
}
