package io.tempo.querier.job;

/**
 * What came of a job.
 *
 * @param work what was done for it
 */
public record JobResult(Answer answer, JobWork work) {}
