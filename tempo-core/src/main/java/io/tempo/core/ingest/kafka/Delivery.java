package io.tempo.core.ingest.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The records of one push on their way: done when Kafka has answered for all that were sent. The
 * one who sends holds a share too, so that it is not done before the last is sent.
 */
final class Delivery {

    private final AtomicInteger unanswered = new AtomicInteger(1);
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Runnable onDone;

    /**
     * @param onDone run once, when all is answered, by the thread that brings the last answer
     */
    Delivery(Runnable onDone) {
        this.onDone = onDone;
    }

    /** One more record is on its way. */
    void sending() {
        unanswered.incrementAndGet();
    }

    /** A record is answered, or its sender is through. */
    void answered(Exception failed) {
        if (failed != null) {
            failure.compareAndSet(null, failed);
        }
        if (unanswered.decrementAndGet() == 0) {
            onDone.run();
            done.countDown();
        }
    }

    /** What went wrong first; null if nothing has so far. */
    Exception failure() {
        return failure.get();
    }

    /** Waits until all is answered; false if that takes longer. */
    boolean await(long millis) throws InterruptedException {
        return done.await(millis, TimeUnit.MILLISECONDS);
    }
}
