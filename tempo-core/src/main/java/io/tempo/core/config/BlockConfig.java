package io.tempo.core.config;

import java.util.List;

/**
 * Block {@code storage.trace.block}: how blocks are written.
 *
 * @param version {@code vParquet4} or {@code vParquet5}
 * @param bloomFilterFalsePositive more than 0, less than 1
 * @param bloomFilterShardSizeBytes of one shard of the filter
 * @param parquetRowGroupSizeBytes from which a row group is closed
 * @param parquetDedicatedColumns attributes with a column of their own, in order
 */
public record BlockConfig(
        double bloomFilterFalsePositive,
        int bloomFilterShardSizeBytes,
        String version,
        int parquetRowGroupSizeBytes,
        List<DedicatedColumnConfig> parquetDedicatedColumns) {

    static BlockConfig of(Section s) {
        return new BlockConfig(
                s.decimal("bloom_filter_false_positive"),
                s.integer("bloom_filter_shard_size_bytes"),
                s.text("version"),
                s.integer("parquet_row_group_size_bytes"),
                s.list("parquet_dedicated_columns", DedicatedColumnConfig::of));
    }
}
