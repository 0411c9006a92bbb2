package io.tempo.livestore;

import static java.util.Objects.requireNonNull;

import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.config.BlockConfig;
import io.tempo.core.config.LiveStoreConfig;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a live store is told; see {@link LiveStoreConfig} for the keys.
 *
 * @param walPath directory of the log, and of local blocks below it
 * @param timeRangeSlack how far after its arrival the end of a span may lie to count for the time
 *     range of its block
 * @param fsyncInterval how long acknowledged data may wait to be forced to the disk; zero forces it
 *     before the acknowledgement
 * @param flushCheckPeriod from one sweep to the next
 * @param maxTraceIdle a trace without a new span for so long is not carried over
 * @param maxTraceLive nor is one whose first span is older
 * @param maxBlockDuration age at which a head is cut
 * @param maxBlockBytes estimated size of the block at which a head is cut
 * @param maxLiveTracesBytes memory that the columns of one tenant may take; 0 for no limit
 * @param memoryLimitBytes memory that the columns of all tenants may take
 * @param completeBlockConcurrency blocks that are written or copied at the same time
 * @param completeBlockTimeout how long a block stays here after it was finished
 * @param blockReclaimGrace how long its files stay after that
 * @param blockVersion format of blocks
 */
public record LiveStoreSettings(
        Path walPath,
        Duration timeRangeSlack,
        Duration fsyncInterval,
        Duration flushCheckPeriod,
        Duration maxTraceIdle,
        Duration maxTraceLive,
        Duration maxBlockDuration,
        long maxBlockBytes,
        long maxLiveTracesBytes,
        long memoryLimitBytes,
        int completeBlockConcurrency,
        Duration completeBlockTimeout,
        Duration blockReclaimGrace,
        BlockVersion blockVersion,
        double bloomFalsePositive,
        int bloomShardBytes,
        long rowGroupBytes) {

    public LiveStoreSettings {
        requireNonNull(walPath, "walPath");
        requireNonNull(blockVersion, "blockVersion");
        if (maxBlockBytes <= 0) {
            throw new IllegalArgumentException("max_block_bytes is more than 0: " + maxBlockBytes);
        }
        if (completeBlockConcurrency <= 0) {
            throw new IllegalArgumentException(
                    "complete_block_concurrency is more than 0: " + completeBlockConcurrency);
        }
    }

    /** The reference's defaults, and a third of the heap for all columns. */
    public static LiveStoreSettings defaults(Path walPath) {
        return new LiveStoreSettings(
                walPath,
                Duration.ofMinutes(2),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                50 << 20,
                250_000_000,
                Runtime.getRuntime().maxMemory() / 3,
                2,
                Duration.ofMinutes(20),
                Duration.ofMinutes(2),
                BlockVersion.VPARQUET5,
                BlockSpec.DEFAULT_BLOOM_FALSE_POSITIVE,
                BlockSpec.DEFAULT_BLOOM_SHARD_BYTES,
                BlockSpec.DEFAULT_ROW_GROUP_BYTES);
    }

    /**
     * From the configuration.
     *
     * @param memoryLimitBytes memory that the columns of all tenants may take
     */
    public static LiveStoreSettings of(
            LiveStoreConfig live, BlockConfig block, long memoryLimitBytes) {
        return new LiveStoreSettings(
                live.wal().path(),
                live.wal().ingestionTimeRangeSlack(),
                live.wal().fsyncInterval(),
                live.flushCheckPeriod(),
                live.maxTraceIdle(),
                live.maxTraceLive(),
                live.maxBlockDuration(),
                live.maxBlockBytes(),
                live.maxLiveTracesBytes(),
                memoryLimitBytes,
                live.completeBlockConcurrency(),
                live.completeBlockTimeout(),
                live.blockReclaimGrace(),
                BlockVersion.ofFormat(block.version()),
                block.bloomFilterFalsePositive(),
                block.bloomFilterShardSizeBytes(),
                block.parquetRowGroupSizeBytes());
    }

    /**
     * Memory at which a head is cut, whatever its block would be: there must be room for the next.
     */
    long maxHeadMemoryBytes() {
        long most = memoryLimitBytes / 4;
        return maxLiveTracesBytes > 0 ? Math.min(most, maxLiveTracesBytes / 3) : most;
    }
}
