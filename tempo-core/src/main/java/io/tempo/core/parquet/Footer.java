package io.tempo.core.parquet;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The footer of a file, checked: every chunk and index lies within the file and before the footer.
 * Immutable.
 *
 * @param schema the schema
 * @param rows rows per row group
 * @param chunks per row group a chunk per leaf
 * @param size bytes of the footer, without the eight bytes after it
 */
record Footer(ParquetSchema schema, int[] rows, ChunkMeta[][] chunks, int size) {

    private static final int BYTES_PER_CHUNK = 112;

    /** Length of the footer and magic, behind the footer. */
    private static final int TRAILER = 8;

    private static final int MAGIC_LENGTH = ParquetWriter.MAGIC.length;

    /**
     * Reads the footer from the end of a file, in one read where the hint is right or too large.
     *
     * @param sizeHint what its size is thought to be; 0 if unknown
     * @param shared gives an equal schema that other files have too, or the same
     */
    static Footer read(RangeReader reader, int sizeHint, UnaryOperator<ParquetSchema> shared)
            throws IOException {
        long fileSize = reader.size();
        if (fileSize < MAGIC_LENGTH + TRAILER) {
            throw new ParquetException(
                    "no Parquet file: " + fileSize + " bytes are too few for one");
        }
        int hint = Math.clamp(sizeHint, 0, Limits.FOOTER);
        ByteBuffer tail = readTail(reader, (int) Math.min(fileSize, (long) hint + TRAILER));
        int end = tail.arrayOffset() + tail.position() + tail.remaining();
        byte[] bytes = tail.array();
        if (!Arrays.equals(bytes, end - MAGIC_LENGTH, end, ParquetWriter.MAGIC, 0, MAGIC_LENGTH)) {
            throw new ParquetException(
                    "no Parquet file: it does not end with PAR1 at offset "
                            + (fileSize - MAGIC_LENGTH));
        }
        int size = LittleEndian.getInt(bytes, end - TRAILER);
        if (size <= 0 || size > fileSize - TRAILER - MAGIC_LENGTH || size > Limits.FOOTER) {
            throw new ParquetException(
                    "a footer of %s bytes in a file of %d"
                            .formatted(Integer.toUnsignedString(size), fileSize));
        }
        if (size + TRAILER > tail.remaining()) {
            tail = readTail(reader, size + TRAILER);
            end = tail.arrayOffset() + tail.position() + tail.remaining();
            bytes = tail.array();
        }
        int to = end - TRAILER;
        long start = fileSize - TRAILER - size;
        FileMetaData metadata = new FileMetaData();
        try {
            Thrift.read(metadata, new ByteSource(bytes, to - size, to));
            return parse(metadata, start, size, shared);
        } catch (MalformedException e) {
            throw new ParquetException(
                    "footer at offset %d: %s".formatted(start, e.getMessage()), e);
        }
    }

    /** Heap bytes held, about, without the schema. */
    long memoryBytes() {
        return (long) schema.leaves().size() * rows.length * BYTES_PER_CHUNK;
    }

    private static ByteBuffer readTail(RangeReader reader, int length) throws IOException {
        return reader.read(reader.size() - length, length);
    }

    private static Footer parse(
            FileMetaData metadata, long footerStart, int size, UnaryOperator<ParquetSchema> shared)
            throws MalformedException, ParquetException {
        if (metadata.isSetEncryption_algorithm()) {
            throw new MalformedException("the file is encrypted, which is not supported");
        }
        ParquetSchema schema = shared.apply(SchemaElements.parse(metadata.getSchema()));
        List<RowGroup> groups = metadata.getRow_groups();
        int[] rows = new int[groups.size()];
        ChunkMeta[][] chunks = new ChunkMeta[groups.size()][];
        for (int g = 0; g < rows.length; g++) {
            RowGroup group = groups.get(g);
            long count = group.getNum_rows();
            if (count < 0 || count > Limits.CHUNK_ENTRIES) {
                throw new MalformedException("row group %d has %d rows".formatted(g, count));
            }
            rows[g] = (int) count;
            List<ColumnChunk> columns = group.getColumns();
            if (columns.size() != schema.leaves().size()) {
                throw new MalformedException(
                        "row group %d has %d columns, the schema %d"
                                .formatted(g, columns.size(), schema.leaves().size()));
            }
            chunks[g] = new ChunkMeta[columns.size()];
            for (Leaf leaf : schema.leaves()) {
                chunks[g][leaf.ordinal()] =
                        chunk(g, leaf, rows[g], columns.get(leaf.ordinal()), footerStart);
            }
        }
        return new Footer(schema, rows, chunks, size);
    }

    private static ChunkMeta chunk(
            int rowGroup, Leaf leaf, int rows, ColumnChunk column, long footerStart)
            throws MalformedException {
        String place = "row group %d, column %s: ".formatted(rowGroup, leaf.path());
        ColumnMetaData metadata = column.getMeta_data();
        if (metadata == null || column.isSetFile_path()) {
            throw new MalformedException(place + "its metadata or data are in another place");
        }
        if (metadata.getType() != SchemaElements.type(leaf.type())
                || !leaf.path().equals(String.join(".", metadata.getPath_in_schema()))) {
            throw new MalformedException(
                    "%sthe chunk is of column %s and type %s"
                            .formatted(place, metadata.getPath_in_schema(), metadata.getType()));
        }
        CompressionCodec codec = metadata.getCodec();
        if (codec == null) {
            throw new MalformedException(place + "unknown codec");
        }
        long entries = metadata.getNum_values();
        if (entries < rows
                || entries > Limits.CHUNK_ENTRIES
                || leaf.maxRepetition() == 0 && entries != rows) {
            throw new MalformedException("%s%d entries in %d rows".formatted(place, entries, rows));
        }
        long nulls =
                metadata.isSetStatistics() && metadata.getStatistics().isSetNull_count()
                        ? metadata.getStatistics().getNull_count()
                        : -1;
        long dataStart = metadata.getData_page_offset();
        long start = dataStart;
        if (metadata.isSetDictionary_page_offset() && metadata.getDictionary_page_offset() > 0) {
            start = Math.min(start, metadata.getDictionary_page_offset());
        }
        long length = metadata.getTotal_compressed_size();
        checkRange(place + "data", start, length, footerStart);
        if (dataStart > start + length) {
            throw new MalformedException(
                    "%sdata pages at offset %d, the chunk ends at %d"
                            .formatted(place, dataStart, start + length));
        }
        boolean hasColumnIndex =
                column.isSetColumn_index_offset() && column.getColumn_index_length() > 0;
        boolean hasOffsetIndex =
                column.isSetOffset_index_offset() && column.getOffset_index_length() > 0;
        if (hasColumnIndex) {
            checkIndex(
                    place + "column index",
                    column.getColumn_index_offset(),
                    column.getColumn_index_length(),
                    footerStart);
        }
        if (hasOffsetIndex) {
            checkIndex(
                    place + "offset index",
                    column.getOffset_index_offset(),
                    column.getOffset_index_length(),
                    footerStart);
        }
        return new ChunkMeta(
                rowGroup,
                leaf,
                rows,
                codec,
                (int) entries,
                nulls < 0 || nulls > entries ? -1 : (int) nulls,
                start,
                length,
                metadata.getTotal_uncompressed_size(),
                dataStart,
                hasColumnIndex ? column.getColumn_index_offset() : -1,
                column.getColumn_index_length(),
                hasOffsetIndex ? column.getOffset_index_offset() : -1,
                column.getOffset_index_length(),
                bloom(place, metadata, footerStart));
    }

    private static long bloom(String place, ColumnMetaData metadata, long footerStart)
            throws MalformedException {
        if (!metadata.isSetBloom_filter_offset()) {
            return -1;
        }
        checkRange(place + "bloom filter", metadata.getBloom_filter_offset(), 0, footerStart);
        return metadata.getBloom_filter_offset();
    }

    private static void checkIndex(String what, long start, int length, long footerStart)
            throws MalformedException {
        checkRange(what, start, length, footerStart);
        if (length > Limits.INDEX_BYTES) {
            throw new MalformedException("%s of %d bytes".formatted(what, length));
        }
    }

    private static void checkRange(String what, long start, long length, long footerStart)
            throws MalformedException {
        if (start < MAGIC_LENGTH
                || length < 0
                || start > footerStart
                || length > footerStart - start) {
            throw new MalformedException(
                    "%s: %d bytes at offset %d, the footer begins at %d"
                            .formatted(what, length, start, footerStart));
        }
    }
}
