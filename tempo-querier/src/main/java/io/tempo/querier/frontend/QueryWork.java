package io.tempo.querier.frontend;

import io.tempo.querier.job.JobWork;

import java.util.List;

/**
 * What was done for an answer so far.
 *
 * @param jobs that the question was cut into
 * @param completedJobs those that were done, or did not have to be
 * @param blocks blocks among the sources
 * @param blockBytes size of those blocks
 * @param work what queriers did; the answer is partial if it names anything unreadable
 */
record QueryWork(int jobs, int completedJobs, int blocks, long blockBytes, JobWork work) {

    List<String> unreadable() {
        return work.unreadable();
    }
}
