package io.tempo.core.config;

import java.time.Duration;

/**
 * How blocks are made into fewer, and how long they are kept.
 *
 * @param compactionWindow blocks are only merged with others of the same window of time
 * @param maxCompactionObjects traces of a merged block at most
 * @param maxBlockBytes of a merged block at most
 * @param blockRetention zero for ever
 * @param compactedBlockRetention how long a merged block's sources are still readable
 * @param retentionConcurrency tenants at a time; 0 for the default
 */
public record CompactionConfig(
        Duration compactionWindow,
        int maxCompactionObjects,
        long maxBlockBytes,
        Duration blockRetention,
        Duration compactedBlockRetention,
        int retentionConcurrency) {

    static CompactionConfig of(Section s) {
        return new CompactionConfig(
                s.duration("compaction_window"),
                s.integer("max_compaction_objects"),
                s.number("max_block_bytes"),
                s.duration("block_retention"),
                s.duration("compacted_block_retention"),
                s.integer("retention_concurrency"));
    }
}
