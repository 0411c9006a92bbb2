package io.tempo.querier.frontend;

import io.tempo.querier.job.JobRunner;

import java.util.ArrayList;
import java.util.List;

/**
 * Queriers in the frontend's own process: threads that take jobs from its queue. As many run at a
 * time as there are threads; a job holds decoded columns, so this bounds memory as well as work.
 */
public final class LocalWorkers implements AutoCloseable {

    private final JobQueue queue;
    private final JobRunner runner;
    private final List<Thread> threads = new ArrayList<>();

    /** Starts {@code width} workers. */
    public LocalWorkers(JobQueue queue, JobRunner runner, int width) {
        this.queue = queue;
        this.runner = runner;
        queue.addSlots(width);
        for (int i = 0; i < width; i++) {
            threads.add(Thread.ofPlatform().daemon().name("querier-" + i).start(this::work));
        }
    }

    private void work() {
        try {
            for (var next = queue.take(); next != null; next = queue.take()) {
                perform(next);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(JobQueue.Assignment assignment) {
        try {
            assignment.succeed(runner.run(assignment.job(), assignment.control()));
        } catch (Throwable t) {
            // Whatever it is, somebody waits for an outcome, and the next job for this thread.
            assignment.fail(t);
        }
    }

    /** Stops when running jobs have ended; the queue has to be closed before. */
    @Override
    public void close() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
