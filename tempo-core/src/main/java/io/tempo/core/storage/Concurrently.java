package io.tempo.core.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Runs blocking work for each of some items, a few at the same time. */
public final class Concurrently {

    /** Work that may fail. */
    public interface Work<T> {
        void run(T item) throws IOException;
    }

    private Concurrently() {}

    /**
     * Returns when all work is done; throws the first failure then.
     *
     * @param most items at a time
     */
    public static <T> void forEach(Collection<T> items, int most, Work<T> work) throws IOException {
        if (most == 1 || items.size() <= 1) {
            for (T item : items) {
                work.run(item);
            }
            return;
        }
        Semaphore permits = new Semaphore(most);
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                permits.acquire();
                running.add(
                        threads.submit(
                                () -> {
                                    try {
                                        work.run(item);
                                    } finally {
                                        permits.release();
                                    }
                                    return null;
                                }));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Throwable other -> throw new IOException(other);
            }
        }
    }
}
