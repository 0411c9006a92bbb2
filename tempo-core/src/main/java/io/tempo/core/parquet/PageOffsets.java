package io.tempo.core.parquet;

import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;

import java.util.List;

/**
 * Where the data pages of a chunk are, from its offset index, checked.
 *
 * @param offset per page where its header begins in the file
 * @param length per page its bytes, header included
 * @param firstRow per page its first row, then the number of rows: one more than there are pages
 */
record PageOffsets(long[] offset, int[] length, int[] firstRow) {

    int pages() {
        return offset.length;
    }

    static PageOffsets read(ChunkMeta chunk, ByteSource in) throws MalformedException {
        OffsetIndex index = new OffsetIndex();
        Thrift.read(index, in);
        List<PageLocation> locations = index.getPage_locations();
        int pages = locations.size();
        PageOffsets offsets = new PageOffsets(new long[pages], new int[pages], new int[pages + 1]);
        long end = chunk.start();
        for (int i = 0; i < pages; i++) {
            PageLocation location = locations.get(i);
            offsets.offset[i] = location.getOffset();
            offsets.length[i] = location.getCompressed_page_size();
            if (location.getOffset() < end
                    || location.getCompressed_page_size() <= 0
                    || location.getOffset() > chunk.start() + chunk.length()) {
                throw new MalformedException(
                        "page %d lies at offset %d, %d bytes long"
                                .formatted(
                                        i,
                                        location.getOffset(),
                                        location.getCompressed_page_size()));
            }
            end = location.getOffset() + location.getCompressed_page_size();
            long row = location.getFirst_row_index();
            if (i == 0 ? row != 0 : row <= offsets.firstRow[i - 1] || row >= chunk.rows()) {
                throw new MalformedException(
                        "page %d begins at row %d of %d".formatted(i, row, chunk.rows()));
            }
            offsets.firstRow[i] = (int) row;
        }
        if (end > chunk.start() + chunk.length()) {
            throw new MalformedException(
                    "the last page ends at offset %d, the chunk at %d"
                            .formatted(end, chunk.start() + chunk.length()));
        }
        if (pages == 0 && chunk.rows() > 0) {
            throw new MalformedException("no pages for " + chunk.rows() + " rows");
        }
        offsets.firstRow[pages] = chunk.rows();
        return offsets;
    }

    /** The page that holds a row. */
    int pageOf(int row) {
        int at = java.util.Arrays.binarySearch(firstRow, 0, pages(), row);
        return at >= 0 ? at : -at - 2;
    }
}
