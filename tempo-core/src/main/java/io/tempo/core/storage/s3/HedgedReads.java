package io.tempo.core.storage.s3;

import io.micrometer.core.instrument.Counter;
import io.tempo.core.storage.NoSuchObjectException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks again, in parallel, what has not been answered for a while, and takes the first answer: a
 * bucket answers most reads within milliseconds and a few after seconds.
 */
final class HedgedReads {

    /** A read that may be made several times. */
    interface Read<T> {
        T run() throws IOException;
    }

    private record Outcome<T>(T value, Throwable failure) {

        /** Whether asking again would give the same. */
        boolean isFinal() {
            return failure == null
                    || failure instanceof NoSuchObjectException
                    || failure instanceof EOFException
                    || failure instanceof Error;
        }
    }

    private final long afterNanos;
    private final int most;
    private final Counter hedged;

    /**
     * @param after which another read is started; zero for never
     * @param most reads at a time
     * @param hedged counts the reads beyond the first
     */
    HedgedReads(Duration after, int most, Counter hedged) {
        this.afterNanos = after.toNanos();
        this.most = most;
        this.hedged = hedged;
    }

    <T> T read(Read<T> read) throws IOException {
        return afterNanos == 0 || most < 2 ? read.run() : race(read);
    }

    private <T> T race(Read<T> read) throws IOException {
        BlockingQueue<Outcome<T>> outcomes = new LinkedBlockingQueue<>();
        List<Thread> threads = new ArrayList<>(most);
        try {
            threads.add(start(read, outcomes));
            for (int failed = 0; ; ) {
                Outcome<T> outcome =
                        threads.size() < most
                                ? outcomes.poll(afterNanos, TimeUnit.NANOSECONDS)
                                : outcomes.take();
                if (outcome == null) {
                    hedged.increment();
                    threads.add(start(read, outcomes));
                } else if (outcome.isFinal() || ++failed == threads.size()) {
                    return give(outcome);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private static <T> Thread start(Read<T> read, BlockingQueue<Outcome<T>> outcomes) {
        return Thread.ofVirtual()
                .name("s3-read")
                .start(
                        () -> {
                            try {
                                outcomes.add(new Outcome<>(read.run(), null));
                            } catch (Throwable e) {
                                outcomes.add(new Outcome<>(null, e));
                            }
                        });
    }

    private static <T> T give(Outcome<T> outcome) throws IOException {
        return switch (outcome.failure) {
            case null -> outcome.value;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IOException(e);
        };
    }
}
