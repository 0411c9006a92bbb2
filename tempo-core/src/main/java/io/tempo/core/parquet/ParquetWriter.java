package io.tempo.core.parquet;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.TypeDefinedOrder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a Parquet file, row group after row group, column chunk after column chunk in the order of
 * the leaves; nothing is buffered but a page, bloom filters of the row group and the indexes.
 * Behind the last row group come all column indexes, all offset indexes, and the footer.
 *
 * <p>Not thread-safe. After an exception the file is unusable. {@link #close} frees memory outside
 * the heap and never touches the stream.
 */
public final class ParquetWriter implements AutoCloseable {

    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private static final int FORMAT_VERSION = 2;

    private final OutputStream out;
    private final ParquetSchema schema;
    private final List<ColumnOptions> options;
    private final String createdBy;
    private final ChunkWriter chunks;
    private final List<RowGroup> rowGroups = new ArrayList<>();
    private final ByteSink columnIndexes = new ByteSink(1 << 12);
    private final ByteSink offsetIndexes = new ByteSink(1 << 12);
    private final List<Bloom> blooms = new ArrayList<>();
    private long position;
    private long rowCount;
    private RowGroup rowGroup;

    /** A filter of the open row group. */
    private record Bloom(ColumnMetaData chunk, SplitBlockBloom filter) {}

    /**
     * Begins a file.
     *
     * @param out where to; written in pieces of a page and less, never closed
     * @param schema the schema
     * @param options one per leaf
     * @param createdBy the footer's {@code created_by}
     * @throws IllegalArgumentException if an encoding does not go with the type of its leaf
     */
    public ParquetWriter(
            OutputStream out, ParquetSchema schema, List<ColumnOptions> options, String createdBy)
            throws IOException {
        if (options.size() != schema.leaves().size()) {
            throw new IllegalArgumentException(
                    "options for %d leaves, the schema has %d"
                            .formatted(options.size(), schema.leaves().size()));
        }
        for (Leaf leaf : schema.leaves()) {
            checkEncoding(leaf, options.get(leaf.ordinal()).encoding());
        }
        this.out = out;
        this.schema = schema;
        this.options = List.copyOf(options);
        this.createdBy = createdBy;
        this.chunks = new ChunkWriter(out);
        out.write(MAGIC);
        position = MAGIC.length;
    }

    private static void checkEncoding(Leaf leaf, Encoding encoding) {
        boolean fits =
                switch (encoding) {
                    case PLAIN -> true;
                    case DICTIONARY, DELTA_LENGTH_BYTE_ARRAY ->
                            leaf.type() == PhysicalType.BYTE_ARRAY;
                    case DELTA_BINARY_PACKED ->
                            leaf.type() == PhysicalType.INT32 || leaf.type() == PhysicalType.INT64;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "column %s of type %s cannot be encoded as %s"
                            .formatted(leaf.path(), leaf.type(), encoding));
        }
    }

    /** Bytes written so far: footer and indexes are missing until {@link #finish}. */
    public long position() {
        return position;
    }

    /**
     * Starts a row group.
     *
     * @param rows its rows, at least one
     */
    public void beginRowGroup(int rows) {
        if (rowGroup != null) {
            throw new IllegalStateException("a row group is open");
        }
        if (rows <= 0) {
            throw new IllegalArgumentException("a row group of " + rows + " rows");
        }
        rowGroup = new RowGroup(new ArrayList<>(schema.leaves().size()), 0, rows);
        rowGroup.setFile_offset(position);
    }

    /**
     * Writes the chunk of the next leaf of the row group.
     *
     * <p>Levels are encoded once for all leaves of a row group whose {@link LeafData} hold the very
     * same arrays, which must not change until the row group ends. With {@link Encoding#DICTIONARY}
     * the strings may be many more than the values use: only those used are written.
     *
     * @param leaf ordinal of the leaf; all have to come, in order
     * @throws IllegalArgumentException if the data is not what the leaf and the row group need
     */
    public void writeColumn(int leaf, LeafData data) throws IOException {
        if (rowGroup == null || leaf != rowGroup.getColumnsSize()) {
            throw new IllegalStateException(
                    rowGroup == null
                            ? "no row group is open"
                            : "leaf " + rowGroup.getColumnsSize() + " is next, not " + leaf);
        }
        Leaf column = schema.leaves().get(leaf);
        checkData(column, data);
        ChunkWriter.Chunk chunk =
                chunks.write(
                        column,
                        options.get(leaf),
                        data,
                        Math.toIntExact(rowGroup.getNum_rows()),
                        position);
        ColumnChunk written = new ColumnChunk(position).setMeta_data(chunk.metadata());
        // offsets within the indexes for now; finish() knows where these begin
        if (chunk.columnIndex() != null) {
            int start = columnIndexes.size;
            Thrift.write(chunk.columnIndex(), columnIndexes);
            written.setColumn_index_offset(start);
            written.setColumn_index_length(columnIndexes.size - start);
        }
        int start = offsetIndexes.size;
        Thrift.write(chunk.offsetIndex(), offsetIndexes);
        written.setOffset_index_offset(start);
        written.setOffset_index_length(offsetIndexes.size - start);
        rowGroup.addToColumns(written);
        if (chunk.bloom() != null) {
            blooms.add(new Bloom(chunk.metadata(), chunk.bloom()));
        }
        position += chunk.metadata().getTotal_compressed_size();
        rowGroup.setTotal_byte_size(
                rowGroup.getTotal_byte_size() + chunk.metadata().getTotal_uncompressed_size());
    }

    private static void checkData(Leaf leaf, LeafData data) {
        require(
                leaf,
                leaf.maxRepetition() == 0
                        ? data.repetition() == null
                        : data.repetition() != null && data.repetition().length >= data.entries(),
                "repetition levels");
        require(
                leaf,
                leaf.maxDefinition() == 0
                        ? data.definition() == null && data.valueCount() == data.entries()
                        : data.definition() != null && data.definition().length >= data.entries(),
                "definition levels");
        require(
                leaf,
                data.valueCount() >= 0 && data.valueCount() <= data.entries(),
                "number of values");
        if (leaf.type() == PhysicalType.BYTE_ARRAY) {
            require(
                    leaf,
                    data.strings() != null
                            && data.ids() != null
                            && data.ids().length >= data.valueCount(),
                    "strings");
        } else {
            require(
                    leaf,
                    data.numbers() != null && data.numbers().length >= data.valueCount(),
                    "numbers");
        }
    }

    private static void require(Leaf leaf, boolean met, String what) {
        if (!met) {
            throw new IllegalArgumentException(
                    "column " + leaf.path() + ": the " + what + " do not fit " + leaf);
        }
    }

    /** Ends the row group; every leaf has been written. Bloom filters are written behind it. */
    public void endRowGroup() throws IOException {
        if (rowGroup == null || rowGroup.getColumnsSize() != schema.leaves().size()) {
            throw new IllegalStateException(
                    rowGroup == null
                            ? "no row group is open"
                            : "leaf " + rowGroup.getColumnsSize() + " is still to be written");
        }
        rowGroup.setTotal_compressed_size(position - rowGroup.getFile_offset());
        if (rowGroups.size() <= Short.MAX_VALUE) {
            rowGroup.setOrdinal((short) rowGroups.size());
        }
        rowCount += rowGroup.getNum_rows();
        rowGroups.add(rowGroup);
        rowGroup = null;
        chunks.endRowGroup();
        for (Bloom bloom : blooms) {
            ByteSink bytes = new ByteSink(1 << 12);
            bloom.filter().write(bytes);
            out.write(bytes.bytes, 0, bytes.size);
            bloom.chunk().setBloom_filter_offset(position);
            bloom.chunk().setBloom_filter_length(bytes.size);
            position += bytes.size;
        }
        blooms.clear();
    }

    /** Writes page indexes and footer, flushes the stream and leaves it open. */
    public WrittenFile finish() throws IOException {
        if (rowGroup != null) {
            throw new IllegalStateException("a row group is open");
        }
        long columnIndexStart = position;
        long offsetIndexStart = position + columnIndexes.size;
        for (RowGroup group : rowGroups) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.isSetColumn_index_offset()) {
                    chunk.setColumn_index_offset(columnIndexStart + chunk.getColumn_index_offset());
                }
                chunk.setOffset_index_offset(offsetIndexStart + chunk.getOffset_index_offset());
            }
        }
        out.write(columnIndexes.bytes, 0, columnIndexes.size);
        out.write(offsetIndexes.bytes, 0, offsetIndexes.size);
        position = offsetIndexStart + offsetIndexes.size;

        ByteSink footer = new ByteSink(1 << 16);
        Thrift.write(footer(), footer);
        int footerSize = footer.size;
        footer.putInt(footerSize);
        footer.write(MAGIC, 0, MAGIC.length);
        out.write(footer.bytes, 0, footer.size);
        out.flush();
        position += footer.size;
        close();
        return new WrittenFile(position, footerSize, rowGroups.size());
    }

    private FileMetaData footer() {
        FileMetaData footer =
                new FileMetaData(FORMAT_VERSION, SchemaElements.of(schema), rowCount, rowGroups);
        footer.setCreated_by(createdBy);
        List<ColumnOrder> orders = new ArrayList<>(schema.leaves().size());
        for (int i = 0; i < schema.leaves().size(); i++) {
            orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
        }
        footer.setColumn_orders(orders);
        return footer;
    }

    @Override
    public void close() {
        chunks.close();
    }
}
