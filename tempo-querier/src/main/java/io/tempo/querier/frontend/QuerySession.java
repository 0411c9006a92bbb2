package io.tempo.querier.frontend;

import io.tempo.core.model.TenantId;
import io.tempo.core.recent.RecentData;
import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.server.MemoryBudget;
import io.tempo.core.storage.BlockList;
import io.tempo.querier.job.JobWork;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One query being answered: the data as it was when the query began, its place in the queue, and
 * the memory that its answer takes. For one thread.
 */
final class QuerySession implements AutoCloseable {

    private final QueryContext query;
    private final JobQueue.Admission admission;
    private final MemoryBudget answers;
    private final QueryJournal journal;
    private final List<Sources> sources = new ArrayList<>();
    private final List<QueryRun> runs = new ArrayList<>();
    private long held;
    private Throwable failure;

    private QuerySession(
            QueryContext query,
            JobQueue.Admission admission,
            MemoryBudget answers,
            QueryJournal journal) {
        this.query = query;
        this.admission = admission;
        this.answers = answers;
        this.journal = journal;
    }

    /**
     * Opens the data of a query's tenants.
     *
     * @param answers memory for the answers of all queries
     * @throws QueueFullException if the tenant has too many queries already
     */
    static QuerySession open(
            QueryContext query,
            RecentData recent,
            BlockList blocks,
            JobQueue queue,
            MemoryBudget answers,
            QueryJournal journal) {
        QuerySession session =
                new QuerySession(query, queue.admit(query.tenantName()), answers, journal);
        try {
            for (TenantId tenant : query.tenants()) {
                session.sources.add(Sources.open(tenant, recent, blocks));
            }
            query.explanation().opened(session.sources);
            return session;
        } catch (RuntimeException e) {
            session.failure = e;
            session.close();
            throw e;
        }
    }

    List<Sources> sources() {
        return sources;
    }

    QueryContext query() {
        return query;
    }

    /** Runs jobs until all are done; {@code merged} is called when there was something new. */
    QueryRun run(QueryRun.Plan plan, JobQueue queue, Consumer<QueryRun> merged)
            throws InterruptedException {
        QueryRun run = new QueryRun(plan, queue, query);
        runs.add(run);
        try {
            run.await(admission, () -> merged.accept(run));
            return run;
        } catch (RuntimeException | Error | InterruptedException e) {
            failure = e;
            throw e;
        }
    }

    /**
     * Says how much memory the answer takes by now.
     *
     * @throws AnswerTooLargeException if no answer may take so much
     * @throws QueueFullException if the answers of other queries take the rest
     */
    void hold(long bytes) {
        if (bytes <= held) {
            return;
        }
        if (bytes > answers.limit() / 2) {
            throw new AnswerTooLargeException(
                    "the answer takes more than the "
                            + answers.limit() / 2
                            + " bytes of memory that one may: ask for fewer traces, fewer spans of"
                            + " each, or fewer series");
        }
        if (!answers.tryAcquire(bytes - held)) {
            throw new QueueFullException(
                    "the answers of other queries take all the memory that there is for them: try"
                            + " again later, or ask for less");
        }
        held = bytes;
    }

    /** What was done so far. */
    QueryWork work() {
        int jobs = 0;
        int completed = 0;
        JobWork work = JobWork.NONE;
        TreeSet<String> unreadable = new TreeSet<>();
        for (Sources s : sources) {
            unreadable.addAll(s.damaged());
        }
        for (QueryRun run : runs) {
            QueryRun.Progress progress = run.progress();
            jobs += progress.jobs();
            completed += progress.completedJobs();
            work = work.plus(progress.work());
            unreadable.addAll(progress.work().unreadable());
        }
        return new QueryWork(
                jobs,
                completed,
                sources.stream().mapToInt(s -> s.blocks().size()).sum(),
                sources.stream()
                        .flatMap(s -> s.blocks().stream())
                        .mapToLong(meta -> meta.size())
                        .sum(),
                work.withUnreadable(List.copyOf(unreadable)));
    }

    @Override
    public void close() {
        try {
            QueryWork work = work();
            query.explanation().ended(query, work);
            journal.ended(query, work, runs.stream().mapToInt(QueryRun::retried).sum(), failure);
        } finally {
            sources.forEach(Sources::close);
            answers.release(held);
            admission.close();
        }
    }
}
