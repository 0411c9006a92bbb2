package io.tempo.core.search;

import io.tempo.core.columns.TraceTable;

/** A search for traces, to be run over any number of tables. Thread-safe. */
public interface TraceSearch {

    /**
     * Adds the matches of one table to those of others.
     *
     * @param stats what was looked at is added to this
     * @throws io.tempo.core.traceql.engine.TraceQlEvaluationException if the query cannot be
     *     evaluated on the table's spans
     * @throws java.util.concurrent.CancellationException if the request is cancelled
     */
    void evaluate(TraceTable table, SearchRequest request, TopTraces result, SearchStats stats);
}
