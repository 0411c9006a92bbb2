package io.tempo.livestore;

import java.util.concurrent.atomic.AtomicLong;

/** Heap bytes of all columns, and how many they may be. Thread-safe. */
final class MemoryAccount {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryAccount(long limit) {
        this.limit = limit;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    long used() {
        return used.get();
    }

    boolean isFull() {
        return used.get() >= limit;
    }

    /** Whether it is time to make room. */
    boolean isNearlyFull() {
        return used.get() >= limit - limit / 4;
    }

    long limit() {
        return limit;
    }
}
