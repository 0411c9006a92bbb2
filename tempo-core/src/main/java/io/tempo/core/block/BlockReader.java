package io.tempo.core.block;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.ParquetFile;
import io.tempo.core.parquet.ParquetSchema;
import io.tempo.core.parquet.RangeReader;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Reads one block. Thread-safe; the tables that it gives are not. It keeps the footer, and the last
 * trace id of each row group; page indexes, dictionaries and which spans belong to which trace are
 * kept in a {@link ColumnCache}. It has nothing to close.
 */
public final class BlockReader {

    /** Of a block that is opened without a cache to share with others. */
    private static final long OWN_CACHE_BYTES = 1 << 26;

    private final BlockMeta meta;
    private final BlockSource source;
    private final String name;
    private final BlockSchema schema;
    private final ParquetFile file;
    private final TraceLocator locator;

    private BlockReader(
            BlockMeta meta, BlockSource source, String name, BlockSchema schema, ParquetFile file) {
        this.meta = meta;
        this.source = source;
        this.name = name;
        this.schema = schema;
        this.file = file;
        this.locator = new TraceLocator(schema, file, source, name);
    }

    /**
     * Opens a block: reads the footer of its file and checks that the file's columns are those that
     * the meta promises.
     *
     * @throws IOException naming the block, if it cannot be read, is damaged, or does not agree
     *     with its meta
     */
    public static BlockReader open(BlockMeta meta, BlockSource source) throws IOException {
        return open(meta, source, new ColumnCache(OWN_CACHE_BYTES));
    }

    /** Likewise; keeps what it decodes in a cache that other blocks may share. */
    public static BlockReader open(BlockMeta meta, BlockSource source, ColumnCache cache)
            throws IOException {
        String name = meta.tenantId() + "/" + meta.blockId();
        String dataName = name + "/" + BlockSource.DATA_OBJECT_NAME;
        BlockVersion version = meta.version();
        if (version == null) {
            throw new IOException(
                    name
                            + ": blocks of format "
                            + meta.format()
                            + " cannot be read; expected one of "
                            + List.of(BlockVersion.values()));
        }
        RangeReader data = source.data();
        if (meta.size() > 0 && data.size() != meta.size()) {
            throw new IOException(
                    dataName
                            + ": has "
                            + data.size()
                            + " bytes, the block's meta says "
                            + meta.size());
        }
        try {
            ParquetFile file = ParquetFile.open(data, meta.footerSize(), cache);
            return new BlockReader(meta, source, name, schema(meta, file, cache), file);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(dataName + ": " + e.getMessage(), e);
        }
    }

    /** What the schema of a block follows from. */
    private record SchemaKey(
            BlockVersion version, List<DedicatedColumn> dedicated, ParquetSchema file) {}

    private static BlockSchema schema(BlockMeta meta, ParquetFile file, ColumnCache cache)
            throws IOException {
        SchemaKey key = new SchemaKey(meta.version(), meta.dedicatedColumns(), file.schema());
        BlockSchema schema = cache.shared(key, BlockSchema.class);
        if (schema == null) {
            schema = BlockSchema.ofFile(key.version, key.dedicated, key.file);
            checkLeaves(meta, key.version, schema);
            cache.share(key, schema);
        }
        return schema;
    }

    /**
     * Refuses a file whose leaves are not exactly those of its version and of the meta's dedicated
     * columns: it would be read wrongly without notice. vParquet3 files differ among themselves, so
     * there only what is needed is looked for.
     */
    private static void checkLeaves(BlockMeta meta, BlockVersion version, BlockSchema schema)
            throws IOException {
        List<Leaf> expected = BlockSchema.of(version, meta.dedicatedColumns()).parquet().leaves();
        for (Leaf leaf : expected) {
            if (schema.parquet().leaf(leaf.path()) == null) {
                throw new IOException(
                        "the file lacks the column "
                                + leaf.path()
                                + " that its format and dedicated columns ask for");
            }
        }
        int found = schema.parquet().leaves().size();
        if (version != BlockVersion.VPARQUET3 && found != expected.size()) {
            for (Leaf leaf : schema.parquet().leaves()) {
                if (expected.stream().noneMatch(e -> e.path().equals(leaf.path()))) {
                    throw new IOException(
                            "the file has the column "
                                    + leaf.path()
                                    + " that the block's meta does not list");
                }
            }
        }
    }

    public BlockMeta meta() {
        return meta;
    }

    /** Heap bytes that an open block takes, about; what is in the cache is counted there. */
    public long memoryBytes() {
        return file.memoryBytes() + locator.memoryBytes();
    }

    /** Row groups in the file, whatever the meta says. */
    public int rowGroupCount() {
        return file.rowGroupCount();
    }

    /** Traces of a row group. */
    public int rows(int rowGroup) {
        return file.rows(rowGroup);
    }

    /** A row group as columns, none of which is read yet; for one thread. */
    public TraceTable table(int rowGroup) {
        return new BlockTraceTable(range(rowGroup, 0, file.rows(rowGroup)));
    }

    /**
     * A trace with everything that is stored of it; null if the block does not have it.
     *
     * @throws IOException naming the block and the object or column that is damaged
     */
    public SpanColumns findTrace(TraceId id) throws IOException {
        if (!mayContain(id)) {
            return null;
        }
        TraceLocator.Row row = locator.find(id);
        return row == null ? null : readRows(row.rowGroup(), row.row(), row.row() + 1);
    }

    /**
     * Whether the block has a trace; cheaper than {@link #findTrace}, since none of its columns but
     * the ids are read.
     *
     * @throws IOException naming the block and the object or column that is damaged
     */
    public boolean contains(TraceId id) throws IOException {
        return mayContain(id) && locator.find(id) != null;
    }

    private boolean mayContain(TraceId id) throws IOException {
        int shard = BloomFilter.shardFor(id, meta.bloomShards());
        return source.bloom(shard, name + "/" + BloomFilter.objectName(shard)).mayContain(id);
    }

    /**
     * Everything that is stored of some traces, in the order of the file.
     *
     * @param fromRow first trace, counted from 0 within the row group
     * @param toRow the trace after the last
     * @throws IOException naming the block and the column that is damaged
     */
    public SpanColumns readRows(int rowGroup, int fromRow, int toRow) throws IOException {
        Objects.checkFromToIndex(fromRow, toRow, file.rows(rowGroup));
        return SpanAssembler.read(range(rowGroup, fromRow, toRow));
    }

    private RowRange range(int rowGroup, int fromRow, int toRow) {
        return new RowRange(
                schema,
                file.share(),
                name + "/" + BlockSource.DATA_OBJECT_NAME,
                rowGroup,
                fromRow,
                toRow);
    }
}
