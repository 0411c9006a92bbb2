package io.tempo.livestore;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;

import java.time.Instant;
import java.util.UUID;

/**
 * A finished block on the local disk. The fields that are not final are guarded by the tenant's
 * lock.
 */
final class LocalBlock {

    final BlockReader reader;

    /** When it was written. */
    final Instant completedAt;

    /** When copying it may be tried again. */
    final Retry retry = new Retry();

    /** When it was copied to object storage; null before. */
    Instant copiedAt;

    /** Views that show it. */
    int views;

    /** When it was let go; null before. */
    Instant letGoAt;

    LocalBlock(BlockReader reader, Instant completedAt) {
        this.reader = reader;
        this.completedAt = completedAt;
    }

    BlockMeta meta() {
        return reader.meta();
    }

    UUID blockId() {
        return reader.meta().blockId();
    }
}
