package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import java.io.IOException;

/** A Parquet file opened for reading. Thread-safe. */
public final class ParquetFile {

    private ParquetFile() {}

    /**
     * Reads the footer.
     *
     * @param footerSizeHint what the length of the footer is thought to be, without the eight bytes
     *     after it; 0 if unknown. A wrong hint costs one more read
     */
    public static ParquetFile open(RangeReader reader, int footerSizeHint) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Another view of the same file that shares footer and indexes, with its own prefetched bytes
     * and count of bytes read.
     */
    public ParquetFile share() {
        throw new UnsupportedOperationException();
    }

    public int rowGroupCount() {
        throw new UnsupportedOperationException();
    }

    /** Number of rows of a row group. */
    public int rows(int rowGroup) {
        throw new UnsupportedOperationException();
    }

    public ParquetSchema schema() {
        throw new UnsupportedOperationException();
    }

    /** Decodes a whole column chunk. */
    public LeafData read(int rowGroup, int leaf) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Decodes the entries of rows {@code [fromRow, toRow)} of a column chunk. */
    public LeafData readRows(int rowGroup, int leaf, long fromRow, long toRow) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The dictionary of a chunk; null if it has none. Reads the dictionary page only. */
    public ByteStrings dictionary(int rowGroup, int leaf) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** What the column index says; null if the chunk has none. */
    public ColumnBounds bounds(int rowGroup, int leaf) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether a chunk holds any value, nulls aside; true too if the footer does not say. Reads
     * nothing.
     */
    public boolean mayHaveValues(int rowGroup, int leaf) {
        throw new UnsupportedOperationException();
    }

    /** Reads the chunks of these leaves in few reads and keeps the bytes until they are decoded. */
    public void prefetch(int rowGroup, int[] leaves) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Likewise only what {@link #readRows} of these rows needs. */
    public void prefetchRows(int rowGroup, int[] leaves, long fromRow, long toRow)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Bytes that were read through this view. */
    public long bytesRead() {
        throw new UnsupportedOperationException();
    }
}
