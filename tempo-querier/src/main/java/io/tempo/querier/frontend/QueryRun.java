package io.tempo.querier.frontend;

import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.JobWork;

import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The jobs of one query on their way: handed out in order to queriers that ask for them, done again
 * where that may help, and their results merged by the thread that waits for the answer.
 *
 * <p>Thread-safe; {@link #await} is for one thread.
 */
final class QueryRun implements JobQueue.Source {

    /** Results that may wait to be merged; queriers get no further jobs of the query beyond. */
    private static final int MAX_UNMERGED = 64;

    /** And the memory that they may take, about; one result may always wait. */
    private static final long MAX_UNMERGED_BYTES = 32 << 20;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Plan plan;
    private final JobQueue queue;
    private final QueryContext query;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private final ArrayDeque<Attempt> again = new ArrayDeque<>();
    private final PriorityQueue<Attempt> finished =
            new PriorityQueue<>((a, b) -> Integer.compare(a.index, b.index));
    private final boolean[] ended;
    private final SortedSet<String> unreadable = new TreeSet<>();
    private int next;
    private int nextInOrder;
    private int running;
    private long unmergedBytes;
    private int completed;
    private int retried;
    private JobWork work = JobWork.NONE;
    private Throwable failure;
    private volatile boolean stopped;

    /**
     * What to do.
     *
     * @param jobs in the order in which to hand them out
     * @param needed asked when a job's turn comes; if not, it is left out
     * @param merge takes the results, in the order of the jobs if {@code inOrder}
     * @param floorNanos see {@link JobControl#floorNanos}
     * @param concurrency jobs at a time
     * @param attempts how often a job is tried that finds data unreadable or loses its querier
     */
    record Plan(
            List<PlannedJob> jobs,
            Predicate<PlannedJob> needed,
            Consumer<JobResult> merge,
            boolean inOrder,
            LongSupplier floorNanos,
            int concurrency,
            int attempts) {}

    QueryRun(Plan plan, JobQueue queue, QueryContext query) {
        this.plan = plan;
        this.queue = queue;
        this.query = query;
        this.ended = new boolean[plan.jobs().size()];
    }

    // ---- handing out ----

    @Override
    public JobQueue.Assignment next() {
        lock.lock();
        try {
            if (stopped || running >= plan.concurrency() || finished.size() >= MAX_UNMERGED) {
                return null;
            }
            Attempt attempt = again.poll();
            if (attempt == null && unmergedBytes > MAX_UNMERGED_BYTES) {
                // What is merged next is done already, under way, or was among those to do again.
                return null;
            }
            while (attempt == null && next < plan.jobs().size()) {
                int index = next++;
                PlannedJob job = plan.jobs().get(index);
                if (plan.needed().test(job)) {
                    attempt = new Attempt(index, job, 1);
                } else {
                    completed++;
                    ended[index] = true;
                    query.explanation().skipped(job, "newer data has enough results");
                    changed.signalAll();
                }
            }
            if (attempt != null) {
                running++;
                query.started();
            }
            return attempt;
        } finally {
            lock.unlock();
        }
    }

    /** One go at a job. */
    private final class Attempt implements JobQueue.Assignment, JobControl {

        private final int index;
        private final PlannedJob job;
        private final int number;
        private JobResult result;
        private long bytes;

        Attempt(int index, PlannedJob job, int number) {
            this.index = index;
            this.job = job;
            this.number = number;
        }

        @Override
        public Job job() {
            return job.job();
        }

        @Override
        public JobControl control() {
            return this;
        }

        @Override
        public boolean isCancelled() {
            return stopped;
        }

        @Override
        public long floorNanos() {
            return plan.floorNanos().getAsLong();
        }

        @Override
        public void succeed(JobResult jobResult) {
            lock.lock();
            try {
                running--;
                if (!jobResult.work().unreadable().isEmpty() && number < plan.attempts()) {
                    repeat();
                } else {
                    result = jobResult;
                    bytes = jobResult.answer().memoryBytes();
                    unmergedBytes += bytes;
                    finished.add(this);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            queue.wakeUp();
        }

        private void repeat() {
            retried++;
            again.add(new Attempt(index, job, number + 1));
        }

        @Override
        public void fail(Throwable cause) {
            lock.lock();
            try {
                running--;
                if (!stopped) {
                    failure = cause;
                    stopped = true;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void lost(String reason) {
            if (number >= plan.attempts()) {
                fail(new LostJobException(number, reason));
                return;
            }
            lock.lock();
            try {
                running--;
                repeat();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            queue.wakeUp();
        }
    }

    // ---- merging ----

    /**
     * Merges results until all jobs are done.
     *
     * @param merged called now and then, when there was something new
     * @throws CancellationException if nobody waits for the answer any more
     * @throws QueryTimeoutException if the query's time is over
     */
    void await(JobQueue.Admission admission, Runnable merged) throws InterruptedException {
        admission.add(this);
        try {
            for (Attempt attempt = take(); attempt != null; attempt = take()) {
                // There may be room for further results, and jobs may have become needless.
                queue.wakeUp();
                plan.merge().accept(attempt.result);
                query.explanation().done(attempt.job, attempt.result.work());
                merged.run();
            }
        } finally {
            stop();
            admission.remove(this);
            awaitRunning();
        }
    }

    /** The next result to merge; null once there will be none any more. */
    private Attempt take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (failure != null) {
                    throw unchecked(failure);
                }
                Attempt attempt = mergeable();
                if (attempt != null) {
                    return attempt;
                }
                if (next == plan.jobs().size()
                        && running == 0
                        && again.isEmpty()
                        && finished.isEmpty()) {
                    return null;
                }
                query.check();
                changed.awaitNanos(CHECK_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private Attempt mergeable() {
        while (nextInOrder < ended.length && ended[nextInOrder]) {
            nextInOrder++;
        }
        Attempt first = finished.peek();
        if (first == null || plan.inOrder() && first.index != nextInOrder) {
            return null;
        }
        finished.remove();
        unmergedBytes -= first.bytes;
        ended[first.index] = true;
        JobWork done = first.result.work();
        work = work.plus(done);
        unreadable.addAll(done.unreadable());
        if (done.unreadable().isEmpty()) {
            completed++;
        }
        return first;
    }

    /**
     * The earliest time from which on everything has been merged: the end of the newest job that is
     * not; {@link Long#MIN_VALUE} once all are. Unix nanoseconds.
     */
    long completeFromNanos() {
        lock.lock();
        try {
            long from = Long.MIN_VALUE;
            for (int i = 0; i < ended.length; i++) {
                if (!ended[i]) {
                    from = Math.max(from, plan.jobs().get(i).endNanos());
                }
            }
            return from;
        } finally {
            lock.unlock();
        }
    }

    /** What has been merged so far; jobs of it were completed. */
    Progress progress() {
        lock.lock();
        try {
            return new Progress(
                    plan.jobs().size(), completed, work.withUnreadable(List.copyOf(unreadable)));
        } finally {
            lock.unlock();
        }
    }

    /** How many times a job was done again. */
    int retried() {
        lock.lock();
        try {
            return retried;
        } finally {
            lock.unlock();
        }
    }

    /** How far a run is. */
    record Progress(int jobs, int completedJobs, JobWork work) {}

    private void stop() {
        stopped = true;
    }

    /** The data that jobs look at is let go after this, so none may be under way any more. */
    private void awaitRunning() {
        lock.lock();
        try {
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(failure);
        };
    }
}
