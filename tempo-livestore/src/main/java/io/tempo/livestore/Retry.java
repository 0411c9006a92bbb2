package io.tempo.livestore;

import java.time.Duration;
import java.time.Instant;

/** When work that failed is tried again: after 30 s, 60 s, and then every 120 s. Thread-safe. */
final class Retry {

    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofSeconds(120);

    private int failures;
    private Instant notBefore = Instant.MIN;
    private boolean queued;

    /** Whether the work is to be queued now; says so once until it has failed. */
    synchronized boolean claim(Instant now) {
        if (queued || now.isBefore(notBefore)) {
            return false;
        }
        queued = true;
        return true;
    }

    /** The work has failed; gives how long it waits. */
    synchronized Duration failed(Instant now) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures, 4));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        failures++;
        notBefore = now.plus(wait);
        queued = false;
        return wait;
    }

    /** Makes the work due, if it waits. */
    synchronized void hurry() {
        notBefore = Instant.MIN;
    }

    synchronized int failures() {
        return failures;
    }
}
