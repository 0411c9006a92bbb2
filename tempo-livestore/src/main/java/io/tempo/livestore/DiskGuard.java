package io.tempo.livestore;

import java.util.function.LongSupplier;

/**
 * Keeps the log from filling the disk to the last byte: the blocks that make it superfluous need
 * room too.
 */
final class DiskGuard {

    private final LongSupplier usableBytes;
    private final long reserve;

    /**
     * @param usableBytes free bytes of the disk; asked for every request
     * @param reserve bytes that are left for blocks
     */
    DiskGuard(LongSupplier usableBytes, long reserve) {
        this.usableBytes = usableBytes;
        this.reserve = reserve;
    }

    /** Whether {@code bytes} may be written to the log. */
    boolean hasRoomFor(long bytes) {
        return usableBytes.getAsLong() - bytes >= reserve;
    }

    long reserve() {
        return reserve;
    }
}
