package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

/**
 * What a column index says about the pages of a column chunk.
 *
 * @param firstRow per page its first row in the row group, then the number of rows: one more than
 *     there are pages
 * @param known per page whether its bounds are known; unknown bounds (or an empty minimum and
 *     maximum of a page with values) say nothing
 * @param allNull per page whether it holds no value at all
 * @param min per page a lower bound, in the PLAIN encoding without a length; BYTE_ARRAY bounds may
 *     be cut
 * @param max per page an upper bound, likewise; a cut one was rounded up
 */
public record ColumnBounds(
        long[] firstRow, boolean[] known, boolean[] allNull, ByteStrings min, ByteStrings max) {

    /** Number of pages. */
    public int pages() {
        return known.length;
    }

    /** Heap bytes held. */
    long memoryBytes() {
        return 10L * pages() + min.memoryBytes() + max.memoryBytes();
    }
}
