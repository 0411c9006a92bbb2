package io.tempo.core.recent;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;

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
        return meta().startNanos();
    }

    @Override
    public long endNanos() {
        return meta().endNanos();
    }
}
