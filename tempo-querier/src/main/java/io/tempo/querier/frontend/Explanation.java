package io.tempo.querier.frontend;

import io.tempo.querier.job.JobWork;

import java.util.ArrayList;
import java.util.List;

/** What was looked at for a query, what was not, and why. Thread-safe. */
class Explanation {

    /** Keeps nothing. */
    static final Explanation NONE =
            new Explanation() {
                @Override
                void skipped(PlannedJob job, String reason) {}

                @Override
                void done(PlannedJob job, JobWork work) {}
            };

    private final List<Entry> entries = new ArrayList<>();

    /**
     * What became of a job.
     *
     * @param reason why it was left out; "" if it was done
     */
    record Entry(PlannedJob job, JobWork work, String reason) {}

    /** A job did not have to be done. */
    synchronized void skipped(PlannedJob job, String reason) {
        entries.add(new Entry(job, JobWork.NONE, reason));
    }

    /** A job was done. */
    synchronized void done(PlannedJob job, JobWork work) {
        entries.add(new Entry(job, work, ""));
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
