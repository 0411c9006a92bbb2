package io.tempo.livestore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A few threads that write and copy blocks, and whether they have anything to do. */
final class TaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

    private final ExecutorService threads;
    private int pending;

    TaskQueue(int concurrency) {
        threads =
                Executors.newFixedThreadPool(
                        concurrency,
                        Thread.ofPlatform().daemon().name("live-store-blocks-", 0).factory());
    }

    /** Runs a task soon; not at all if the queue was closed. */
    void submit(Runnable task) {
        synchronized (this) {
            pending++;
        }
        try {
            threads.execute(() -> run(task));
        } catch (RejectedExecutionException closed) {
            done();
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of the live store failed", e);
        } finally {
            done();
        }
    }

    private synchronized void done() {
        pending--;
        notifyAll();
    }

    /** Tasks that have not ended. */
    synchronized int pending() {
        return pending;
    }

    /** Waits until there is no task; false if there still is one after that time. */
    synchronized boolean awaitIdle(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (pending > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Whether {@link #close} was called; tasks that fail then were interrupted. */
    boolean isClosed() {
        return threads.isShutdown();
    }

    /** Takes no more tasks, and interrupts those that run. */
    void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a block is still being written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
