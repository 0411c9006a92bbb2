package io.tempo.core.block;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a block to be written is to be like.
 *
 * @param dedicatedColumns as configured; what the version cannot store is left out
 * @param bloomFalsePositive share of wrong answers of the bloom filter, between 0 and 1
 * @param bloomShardBytes size of a shard of the bloom filter
 * @param rowGroupBytes a row group ends with the trace that takes its estimated size above this
 * @param compactionLevel 0 for a block of received data
 * @param earliest the block's start and end in its meta are not before this; null for no bound
 * @param latest the block's start and end in its meta are not after this; null for no bound
 */
public record BlockSpec(
        UUID blockId,
        String tenantId,
        BlockVersion version,
        List<DedicatedColumn> dedicatedColumns,
        double bloomFalsePositive,
        int bloomShardBytes,
        long rowGroupBytes,
        int compactionLevel,
        Instant earliest,
        Instant latest) {

    public static final double DEFAULT_BLOOM_FALSE_POSITIVE = 0.01;
    public static final int DEFAULT_BLOOM_SHARD_BYTES = 100 * 1024;
    public static final long DEFAULT_ROW_GROUP_BYTES = 100_000_000;

    public BlockSpec {
        requireNonNull(blockId, "blockId");
        requireNonNull(tenantId, "tenantId");
        requireNonNull(version, "version");
        if (!version.isWritable()) {
            throw new IllegalArgumentException(
                    "blocks of format " + version + " are read, not written");
        }
        if (rowGroupBytes <= 0 || rowGroupBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "the size of a row group is 1 to "
                            + Integer.MAX_VALUE
                            + " bytes: "
                            + rowGroupBytes);
        }
        dedicatedColumns = DedicatedColumns.forVersion(version, dedicatedColumns);
    }

    /** A block with the default sizes and columns, of received data. */
    public static BlockSpec of(UUID blockId, String tenantId, BlockVersion version) {
        return new BlockSpec(
                blockId,
                tenantId,
                version,
                DedicatedColumns.DEFAULTS,
                DEFAULT_BLOOM_FALSE_POSITIVE,
                DEFAULT_BLOOM_SHARD_BYTES,
                DEFAULT_ROW_GROUP_BYTES,
                0,
                null,
                null);
    }

    /** The same with other dedicated columns. */
    public BlockSpec withDedicatedColumns(List<DedicatedColumn> columns) {
        return new BlockSpec(
                blockId,
                tenantId,
                version,
                columns,
                bloomFalsePositive,
                bloomShardBytes,
                rowGroupBytes,
                compactionLevel,
                earliest,
                latest);
    }

    /** The same with another size of row groups. */
    public BlockSpec withRowGroupBytes(long bytes) {
        return new BlockSpec(
                blockId,
                tenantId,
                version,
                dedicatedColumns,
                bloomFalsePositive,
                bloomShardBytes,
                bytes,
                compactionLevel,
                earliest,
                latest);
    }

    /** The same with bounds for the times in its meta. */
    public BlockSpec withTimeBounds(Instant newEarliest, Instant newLatest) {
        return new BlockSpec(
                blockId,
                tenantId,
                version,
                dedicatedColumns,
                bloomFalsePositive,
                bloomShardBytes,
                rowGroupBytes,
                compactionLevel,
                newEarliest,
                newLatest);
    }
}
