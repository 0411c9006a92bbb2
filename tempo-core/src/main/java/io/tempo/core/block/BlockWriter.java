package io.tempo.core.block;

import io.tempo.core.columns.NestedSets;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceSummaries;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ParquetWriter;
import io.tempo.core.parquet.WrittenFile;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes blocks: {@code data.parquet}, the shards of the bloom filter, {@code index} and, last,
 * {@code meta.json}. Thread-safe: every call stands alone.
 */
public final class BlockWriter {

    /** Name of the object that makes a block visible. */
    public static final String META_OBJECT_NAME = "meta.json";

    private static final String CREATED_BY = "tempo-java";
    private static final int REPLICATION_FACTOR = 1;
    private static final long NANOS = 1_000_000_000;

    private BlockWriter() {}

    /**
     * Writes all traces of the columns.
     *
     * @return what {@code meta.json} says; its times are those of the data, within the bounds of
     *     the spec
     * @throws IOException what the sink throws; the block is then incomplete and without meta
     */
    public static BlockMeta write(SpanColumns columns, BlockSpec spec, BlockSink sink)
            throws IOException {
        return write(columns, TraceLayout.of(columns), spec, sink);
    }

    /** Writes the traces of a layout of the columns; else as the other. */
    public static BlockMeta write(
            SpanColumns columns, TraceLayout layout, BlockSpec spec, BlockSink sink)
            throws IOException {
        NestedSets sets = NestedSets.of(columns, layout);
        TraceSummaries summaries = TraceSummaries.of(columns, layout);
        BlockSchema schema = BlockSchema.of(spec.version(), spec.dedicatedColumns());
        List<TraceId> lastIds = new ArrayList<>();
        WrittenFile file;
        try (OutputStream out = sink.open(BlockSource.DATA_OBJECT_NAME);
                ParquetWriter parquet =
                        new ParquetWriter(out, schema.parquet(), schema.options(), CREATED_BY)) {
            RowGroupWriter rowGroups = new RowGroupWriter(columns, layout, sets, summaries, schema);
            RowGroupSizes sizes = new RowGroupSizes(columns, layout, spec.version());
            int from = 0;
            long size = 0;
            for (int t = 0; t < layout.traceCount; t++) {
                size += sizes.ofTrace(t);
                if (size > spec.rowGroupBytes() || t == layout.traceCount - 1) {
                    rowGroups.write(parquet, from, t + 1);
                    lastIds.add(columns.traceId(layout.traces[t]));
                    from = t + 1;
                    size = 0;
                }
            }
            file = parquet.finish();
        }
        int shards = writeBloom(columns, layout, spec, sink);
        writeObject(sink, BlockIndex.OBJECT_NAME, new BlockIndex(lastIds).toJson());
        BlockMeta meta = meta(layout, summaries, spec, file, shards);
        writeObject(sink, META_OBJECT_NAME, BlockMetaJson.write(meta));
        return meta;
    }

    private static int writeBloom(
            SpanColumns columns, TraceLayout layout, BlockSpec spec, BlockSink sink)
            throws IOException {
        ShardedBloomBuilder bloom =
                new ShardedBloomBuilder(
                        layout.traceCount, spec.bloomFalsePositive(), spec.bloomShardBytes());
        for (int t = 0; t < layout.traceCount; t++) {
            bloom.add(columns.traceId(layout.traces[t]));
        }
        for (int shard = 0; shard < bloom.shards(); shard++) {
            try (OutputStream out = sink.open(BloomFilter.objectName(shard))) {
                bloom.writeShard(shard, out);
            }
        }
        return bloom.shards();
    }

    private static void writeObject(BlockSink sink, String name, byte[] content)
            throws IOException {
        try (OutputStream out = sink.open(name)) {
            out.write(content);
        }
    }

    private static BlockMeta meta(
            TraceLayout layout,
            TraceSummaries summaries,
            BlockSpec spec,
            WrittenFile file,
            int bloomShards) {
        long start = 0;
        long end = 0;
        for (int t = 0; t < layout.traceCount; t++) {
            long traceStart = summaries.startNanos[t];
            if (start == 0 || traceStart != 0 && Long.compareUnsigned(traceStart, start) < 0) {
                start = traceStart;
            }
            if (Long.compareUnsigned(summaries.endNanos[t], end) > 0) {
                end = summaries.endNanos[t];
            }
        }
        boolean empty = layout.traceCount == 0;
        return new BlockMeta(
                spec.version().format(),
                spec.blockId(),
                spec.tenantId(),
                empty ? BlockMeta.ZERO_TIME : within(start, spec),
                empty ? BlockMeta.ZERO_TIME : within(end, spec),
                layout.traceCount,
                file.size(),
                spec.compactionLevel(),
                file.rowGroups(),
                bloomShards,
                file.footerSize(),
                spec.dedicatedColumns(),
                REPLICATION_FACTOR);
    }

    private static Instant within(long unixNanos, BlockSpec spec) {
        Instant time =
                Instant.ofEpochSecond(
                        Long.divideUnsigned(unixNanos, NANOS),
                        Long.remainderUnsigned(unixNanos, NANOS));
        if (spec.earliest() != null && time.isBefore(spec.earliest())) {
            return spec.earliest();
        }
        return spec.latest() != null && time.isAfter(spec.latest()) ? spec.latest() : time;
    }
}
