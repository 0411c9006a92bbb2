package io.tempo.core.block;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What {@code meta.json} says of a block.
 *
 * @param format name of the layout; see {@link #version()}
 * @param blockId also the name of the block's folder
 * @param tenantId also the name of the folder above
 * @param startTime earliest data
 * @param endTime latest data
 * @param totalObjects traces, which are the rows of the file
 * @param size bytes of {@code data.parquet}
 * @param compactionLevel 0 for blocks made from received data, one more than its inputs otherwise
 * @param totalRecords row groups. Other writers may state one too many: trust the footer
 * @param bloomShards as stated; see {@link #bloomShardCount()}
 * @param footerSize bytes of the Thrift footer, without the 8 bytes after it; 0 if unknown
 * @param dedicatedColumns attributes with columns of their own, in slot order
 * @param replicationFactor 1; 0 in blocks from before it was recorded
 */
public record BlockMeta(
        String format,
        UUID blockId,
        String tenantId,
        Instant startTime,
        Instant endTime,
        long totalObjects,
        long size,
        int compactionLevel,
        int totalRecords,
        int bloomShards,
        int footerSize,
        List<DedicatedColumn> dedicatedColumns,
        int replicationFactor) {

    /** The time that stands for "none": the first of January of the year 1. */
    public static final Instant ZERO_TIME = Instant.parse("0001-01-01T00:00:00Z");

    public BlockMeta {
        requireNonNull(format, "format");
        requireNonNull(blockId, "blockId");
        requireNonNull(tenantId, "tenantId");
        requireNonNull(startTime, "startTime");
        requireNonNull(endTime, "endTime");
        dedicatedColumns = List.copyOf(dedicatedColumns);
    }

    /**
     * The layout of the file; null for a preview format, whose blocks are listed but never opened.
     */
    public BlockVersion version() {
        return BlockVersion.ofFormat(format);
    }

    /** Where the time range that this states begins, in unix nanoseconds. */
    public long startNanos() {
        return nanos(startTime, 0);
    }

    /**
     * Where the time range that this states ends, in unix nanoseconds; whole seconds are taken to
     * include all of the last one.
     */
    public long endNanos() {
        return nanos(endTime, endTime.getNano() == 0 ? 999_999_999 : 0);
    }

    /** Whether the time range that this states has anything of another, in unix nanoseconds. */
    public boolean overlaps(long fromNanos, long toNanos) {
        return startNanos() <= toNanos && endNanos() >= fromNanos;
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

    /** How many {@code bloom-n} objects there are. */
    public int bloomShardCount() {
        return bloomShards == 0 ? BloomFilter.LEGACY_SHARDS : bloomShards;
    }
}
