package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import java.util.List;

/** Runs searches in tests. */
final class Searches {

    private Searches() {}

    static SearchExecutor executor(String query, Dialect dialect) {
        return new SearchExecutor(QueryPlan.of(TraceQl.parseAndValidate(query), dialect));
    }

    static QueryPlan plan(String query) {
        return QueryPlan.of(TraceQl.parseAndValidate(query), Dialect.CONTRACT);
    }

    /** All matches in some tables, whole span sets, newest first. */
    static List<TraceMatch> search(String query, Dialect dialect, List<TraceTable> tables) {
        TopTraces result = new TopTraces(100_000);
        SearchExecutor executor = executor(query, dialect);
        for (TraceTable table : tables) {
            executor.evaluate(table, SearchRequest.EVERYTHING, result, new SearchStats());
        }
        return result.results();
    }
}
