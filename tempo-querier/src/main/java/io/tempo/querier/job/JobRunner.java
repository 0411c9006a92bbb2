package io.tempo.querier.job;

/** Does jobs: a querier. Thread-safe. */
public interface JobRunner {

    /**
     * Does a job; blocks until it is done. Data that cannot be read is left out and named in the
     * result.
     *
     * @throws io.tempo.core.traceql.engine.TraceQlEvaluationException if the query cannot be
     *     evaluated on the data
     * @throws io.tempo.core.search.AnswerTooLargeException if the answer takes too much memory
     * @throws java.util.concurrent.CancellationException if the job was cancelled
     */
    JobResult run(Job job, JobControl control);
}
