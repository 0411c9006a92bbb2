package io.tempo.querier.frontend;

import io.tempo.querier.job.JobWork;

import java.util.List;

/** Is told what is looked at for a query, what is not, and why. Thread-safe. */
interface Explanation {

    /** Keeps nothing. */
    Explanation NONE =
            new Explanation() {
                @Override
                public void opened(List<Sources> sources) {}

                @Override
                public void skipped(PlannedJob job, String reason) {}

                @Override
                public void done(PlannedJob job, JobWork work) {}

                @Override
                public void ended(QueryContext query, QueryWork work) {}
            };

    /** The data that there is. Only valid during the call. */
    void opened(List<Sources> sources);

    /** A job did not have to be done. */
    void skipped(PlannedJob job, String reason);

    /** A job was done. */
    void done(PlannedJob job, JobWork work);

    /** The query has its answer, or has failed. */
    void ended(QueryContext query, QueryWork work);
}
