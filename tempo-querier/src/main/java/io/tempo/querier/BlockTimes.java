package io.tempo.querier;

import io.tempo.core.block.BlockMeta;

import java.time.Instant;

/**
 * The time range that a block's meta gives, in unix nanoseconds; whole seconds are taken to include
 * all of the last one.
 */
final class BlockTimes {

    private BlockTimes() {}

    static long startNanos(BlockMeta meta) {
        return nanos(meta.startTime(), 0);
    }

    static long endNanos(BlockMeta meta) {
        return nanos(meta.endTime(), meta.endTime().getNano() == 0 ? 999_999_999 : 0);
    }

    static boolean overlaps(BlockMeta meta, long startNanos, long endNanos) {
        return startNanos(meta) <= endNanos && endNanos(meta) >= startNanos;
    }

    private static long nanos(Instant time, long more) {
        try {
            return Math.addExact(
                    Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L),
                    time.getNano() + more);
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
