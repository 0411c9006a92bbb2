package io.tempo.core.recent;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;

import java.util.Set;

/** Spans in memory, as they were when the view was opened. Thread-safe. */
public non-sealed interface LivePart extends RecentPart {

    int traceCount();

    int spanCount();

    /** The traces as a table, made now; for one thread. */
    TraceTable table();

    /** Attributes of spans whose integers will have a column of their own in the block. */
    Set<String> integerSpanKeys();

    /** Whether there are spans of a trace; for asking about many traces. */
    boolean contains(TraceId id);

    /** The spans of one trace, in order of arrival; null if there are none. */
    SpanColumns find(TraceId id);
}
