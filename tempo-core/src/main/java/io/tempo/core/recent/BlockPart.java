package io.tempo.core.recent;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;

import java.time.Instant;
import java.util.UUID;

/**
 * A finished block on the local disk.
 *
 * @param reader valid until the view is closed
 * @param copied whether the block had been copied to object storage, and this process' list of
 *     blocks knew it, when the view was opened
 */
public record BlockPart(BlockReader reader, boolean copied) implements RecentPart {

    public BlockMeta meta() {
        return reader.meta();
    }

    @Override
    public UUID blockId() {
        return meta().blockId();
    }

    @Override
    public long startNanos() {
        return nanos(meta().startTime(), 0);
    }

    @Override
    public long endNanos() {
        return nanos(meta().endTime(), 999_999_999);
    }

    /** Metas of live blocks have whole seconds; {@code within} is added to those. */
    private static long nanos(Instant time, int within) {
        int nano = time.getNano() == 0 ? within : time.getNano();
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), nano);
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
