package io.tempo.querier.frontend;

import io.tempo.querier.job.Job;

import java.util.Comparator;

/**
 * A job, and what its query has to know of it.
 *
 * @param place the block, or the block that live data is going to be
 * @param rowGroup the first, 0 for live data
 * @param startNanos no span of it starts earlier; unix time
 * @param endNanos no span of it ends later
 * @param bytes how much data it looks at, roughly; 0 for live data
 */
record PlannedJob(Job job, String place, int rowGroup, long startNanos, long endNanos, long bytes) {

    static final Comparator<PlannedJob> NEWEST_FIRST =
            Comparator.comparingLong(PlannedJob::endNanos)
                    .reversed()
                    .thenComparing(PlannedJob::place)
                    .thenComparingInt(PlannedJob::rowGroup);
}
