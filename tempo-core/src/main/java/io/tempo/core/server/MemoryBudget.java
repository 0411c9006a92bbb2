package io.tempo.core.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number of bytes that may be held at the same time. Who cannot get what it asks for must refuse,
 * not wait. Thread-safe.
 */
public final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** A budget of {@code limit} bytes. */
    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Takes {@code bytes} if they are still free; false otherwise. */
    public boolean tryAcquire(long bytes) {
        while (true) {
            long now = used.get();
            if (now + bytes > limit) {
                return false;
            }
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
        }
    }

    /** Gives back {@code bytes} taken before. */
    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes taken and not given back. */
    public long used() {
        return used.get();
    }

    /** The most that can be taken. */
    public long limit() {
        return limit;
    }
}
