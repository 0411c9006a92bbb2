package io.tempo.core.parquet;

import org.apache.parquet.format.CompressionCodec;

/**
 * What the footer says about a column chunk.
 *
 * @param rowGroup the row group
 * @param leaf the leaf
 * @param rows rows of the row group
 * @param codec how its pages are compressed
 * @param entries (repetition level, definition level) pairs
 * @param nulls how many entries have no value according to its statistics; -1 if these do not say
 * @param start where its first page begins in the file, the dictionary page if there is one
 * @param length bytes of all its pages and their headers
 * @param uncompressed the same, decompressed
 * @param dataStart where its first data page begins
 * @param columnIndex where its column index begins; -1 if there is none
 * @param columnIndexLength bytes of the column index
 * @param offsetIndex where its offset index begins; -1 if there is none
 * @param offsetIndexLength bytes of the offset index
 * @param bloom where its bloom filter begins; -1 if there is none
 */
record ChunkMeta(
        int rowGroup,
        Leaf leaf,
        int rows,
        CompressionCodec codec,
        int entries,
        int nulls,
        long start,
        long length,
        long uncompressed,
        long dataStart,
        long columnIndex,
        int columnIndexLength,
        long offsetIndex,
        int offsetIndexLength,
        long bloom) {

    ParquetException damaged(long pageOffset, MalformedException cause) {
        return new ParquetException(
                "%s, page at offset %d: %s".formatted(place(), pageOffset, cause.getMessage()),
                cause);
    }

    ParquetException damaged(String what) {
        return new ParquetException(place() + ": " + what);
    }

    private String place() {
        return "row group " + rowGroup + ", column " + leaf.path();
    }
}
