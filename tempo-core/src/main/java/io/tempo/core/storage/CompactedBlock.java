package io.tempo.core.storage;

import io.tempo.core.block.BlockMeta;

import java.time.Instant;

/**
 * A block whose content has been written to other blocks, and that will be deleted.
 *
 * @param compactedTime since when, or about
 */
public record CompactedBlock(BlockMeta meta, Instant compactedTime) {}
