package io.tempo.distributor;

import java.util.function.LongSupplier;

/**
 * A token bucket of bytes: fills at {@code rate} bytes a second up to {@code burst}; a batch is let
 * in if the bucket holds as much as it weighs. Starts full. Thread-safe.
 */
final class RateLimiter {

    private final LongSupplier nanoClock;
    private double tokens;
    private long lastNanos;

    RateLimiter(LongSupplier nanoClock, long burst) {
        this.nanoClock = nanoClock;
        this.tokens = burst;
        this.lastNanos = nanoClock.getAsLong();
    }

    /** Takes {@code bytes} out of the bucket if it holds them, at the limits given now. */
    synchronized boolean tryAcquire(long bytes, long ratePerSecond, long burst) {
        long now = nanoClock.getAsLong();
        tokens = Math.min(burst, tokens + (now - lastNanos) * 1e-9 * ratePerSecond);
        lastNanos = now;
        if (bytes > tokens) {
            return false;
        }
        tokens -= bytes;
        return true;
    }
}
