package io.tempo.querier.job;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;

/** One job's answer in the making. For one thread. */
public interface TableVisitor {

    /** Looks at a table; what was looked at is added to {@code stats}. */
    void visit(TraceTable table, SearchStats stats);

    /** Whether no further table can change the answer. */
    boolean isDone();

    /** What was found. */
    Answer answer();
}
