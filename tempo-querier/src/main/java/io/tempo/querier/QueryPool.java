package io.tempo.querier;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs the pieces of queries. However many queries there are, only as many pieces run at a time as
 * there are processors: a piece holds decoded columns, so this bounds memory as well as work.
 * Pieces of different queries take turns.
 */
public final class QueryPool implements AutoCloseable {

    private final int width;
    private final Semaphore running;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("query-", 0).factory());

    /** A pool that runs {@code width} pieces at a time. */
    public QueryPool(int width) {
        this.width = width;
        this.running = new Semaphore(width, true);
    }

    /** A piece of a query. */
    @FunctionalInterface
    interface Piece<T> {
        void run(T part) throws Exception;
    }

    /**
     * Runs a piece for each part, starting them in order; returns when all have ended. No further
     * piece is started once {@code enough} says so or one has failed.
     *
     * @throws InterruptedException if the caller is interrupted; pieces under way are interrupted
     *     too
     * @throws ExecutionException with what the first failing piece threw
     */
    <T> void forEach(List<T> parts, BooleanSupplier enough, Piece<T> piece)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Callable<Void> worker =
                () -> {
                    for (int i = next.getAndIncrement();
                            i < parts.size() && failed.get() == 0 && !enough.getAsBoolean();
                            i = next.getAndIncrement()) {
                        running.acquire();
                        try {
                            piece.run(parts.get(i));
                        } catch (Throwable t) {
                            failed.incrementAndGet();
                            throw t;
                        } finally {
                            running.release();
                        }
                    }
                    return null;
                };
        int workers = Math.min(width, parts.size());
        Future<?>[] futures = new Future<?>[workers];
        for (int i = 0; i < workers; i++) {
            futures[i] = threads.submit(worker);
        }
        try {
            ExecutionException failure = null;
            for (Future<?> future : futures) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            for (Future<?> future : futures) {
                future.cancel(true);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
