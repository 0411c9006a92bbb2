package io.tempo.querier.frontend;

import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobControl;
import io.tempo.querier.job.JobResult;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The jobs that wait for a querier. Tenants take turns, and so do the queries of one tenant,
 * however many jobs each of them has. A query's jobs are not put here: its {@link Source} is asked
 * for the next one when a querier has room, so that a query that has found enough, or has been
 * given up, leaves nothing behind. Thread-safe.
 */
public final class JobQueue implements AutoCloseable {

    private final int maxOutstandingPerTenant;
    private final FrontendMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Queue<Tenant> turns = new ArrayDeque<>();
    private int slots;
    private boolean closed;

    /** Where the jobs of one query come from. */
    interface Source {

        /**
         * The next job, or null if there is none now; must be quick. Say {@link JobQueue#wakeUp}
         * when there is one again.
         */
        Assignment next();
    }

    /** A job that was given to a querier, which must report one outcome. Thread-safe. */
    public interface Assignment {

        Job job();

        JobControl control();

        /** The job is done. */
        void succeed(JobResult result);

        /** The question cannot be answered; the query fails. */
        void fail(Throwable cause);

        /** The querier went away or did not answer; another one may do the job. */
        void lost(String reason);
    }

    /** What waits of one tenant. */
    private static final class Tenant {
        private final String name;
        private final ArrayDeque<Source> sources = new ArrayDeque<>();
        private int outstanding;

        Tenant(String name) {
            this.name = name;
        }
    }

    /**
     * A queue.
     *
     * @param maxOutstandingPerTenant queries of a tenant, being answered or waiting; more are
     *     refused
     */
    public JobQueue(int maxOutstandingPerTenant, FrontendMetrics metrics) {
        this.maxOutstandingPerTenant = maxOutstandingPerTenant;
        this.metrics = metrics;
    }

    /**
     * Admits a query of a tenant; close what this returns when it has ended.
     *
     * @throws QueueFullException if the tenant has too many already
     */
    Admission admit(String tenant) {
        lock.lock();
        try {
            Tenant t = tenants.computeIfAbsent(tenant, Tenant::new);
            if (t.outstanding >= maxOutstandingPerTenant) {
                metrics.discarded(tenant);
                throw new QueueFullException();
            }
            t.outstanding++;
            metrics.queueLength(tenant, t.outstanding);
            return new Admission(t);
        } finally {
            lock.unlock();
        }
    }

    /** A query that was let in. */
    final class Admission implements AutoCloseable {
        private final Tenant tenant;

        private Admission(Tenant tenant) {
            this.tenant = tenant;
        }

        /** Offers jobs. */
        void add(Source source) {
            lock.lock();
            try {
                if (tenant.sources.isEmpty()) {
                    turns.add(tenant);
                }
                tenant.sources.add(source);
                work.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Takes the offer back. */
        void remove(Source source) {
            lock.lock();
            try {
                if (tenant.sources.remove(source) && tenant.sources.isEmpty()) {
                    turns.remove(tenant);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                tenant.outstanding--;
                metrics.queueLength(tenant.name, tenant.outstanding);
                if (tenant.outstanding == 0) {
                    tenants.remove(tenant.name);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Says that a source that had no job may have one now. */
    void wakeUp() {
        lock.lock();
        try {
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next job of whose turn it is; waits until there is one. Null once this is closed.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    public Assignment take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Assignment next = next();
                if (next != null) {
                    return next;
                }
                work.await();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Assignment next() {
        for (int i = turns.size(); i > 0; i--) {
            Tenant tenant = turns.remove();
            turns.add(tenant);
            for (int j = tenant.sources.size(); j > 0; j--) {
                Source source = tenant.sources.remove();
                tenant.sources.add(source);
                Assignment next = source.next();
                if (next != null) {
                    return next;
                }
            }
        }
        return null;
    }

    /** Tells that queriers can do so many more jobs at a time; negative if they have gone. */
    public void addSlots(int count) {
        lock.lock();
        try {
            slots += count;
            metrics.connectedSlots(slots);
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs queriers can do at a time, all together. */
    public int slots() {
        lock.lock();
        try {
            return slots;
        } finally {
            lock.unlock();
        }
    }

    /** Lets queriers go. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
