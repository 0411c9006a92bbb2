package io.tempo.querier.job;

import io.tempo.core.model.TraceId;

import java.util.List;

/** What a job is asked. Immutable; shared by all jobs of a query. */
public sealed interface Task {

    /** A question that is answered by looking at whole tables. */
    sealed interface OfTables extends Task
            permits SearchTask, SeriesTask, TagNamesTask, TagValuesTask {

        /** First nanosecond of the window; unix time. */
        long startNanos();

        /** Last nanosecond of the window; unix time. */
        long endNanos();

        /** Begins an answer. */
        TableVisitor begin(JobControl control);
    }

    /**
     * Finds parts of traces.
     *
     * @param ids whose
     * @param withSpans whether their spans are wanted, or only where there are any
     */
    record OfTraces(List<TraceId> ids, boolean withSpans) implements Task {

        public OfTraces {
            ids = List.copyOf(ids);
        }
    }
}
