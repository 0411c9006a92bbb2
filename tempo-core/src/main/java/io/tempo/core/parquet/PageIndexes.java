package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.parquet.ColumnCache.Kind;

import org.apache.parquet.format.ColumnIndex;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The page indexes of a file, read when they are needed and then kept in the file's cache. The
 * offset indexes of a row group lie together, are read together and kept together. Thread-safe; two
 * threads may read the same index, and the answers are equal.
 */
final class PageIndexes {

    /** The offset indexes of a row group are read one by one if they span more than this. */
    private static final int MAX_SPAN = 1 << 20;

    private final Footer footer;
    private final KeptParts kept;
    private final int leaves;

    /**
     * The offset indexes of a row group: as read, and those that were needed, parsed.
     *
     * @param parsed per leaf
     */
    private record OffsetIndexes(Fetcher.Slice bytes, AtomicReferenceArray<PageOffsets> parsed) {

        /** Heap bytes held once all are parsed, about: a page takes 16, and 8 or more as read. */
        long memoryBytes() {
            return 3L * bytes.length() + 120L * parsed.length();
        }
    }

    PageIndexes(Footer footer, KeptParts kept) {
        this.footer = footer;
        this.kept = kept;
        this.leaves = footer.schema().leaves().size();
    }

    /** The places of a chunk's pages; null if it has no offset index. */
    PageOffsets offsets(ChunkMeta chunk, Fetcher fetcher) throws IOException {
        if (chunk.offsetIndex() < 0) {
            return null;
        }
        OffsetIndexes ofGroup = offsetsOfGroup(chunk.rowGroup(), chunk, fetcher);
        if (ofGroup == null) {
            return parse(
                    chunk, fetcher.fetch(chunk, chunk.offsetIndex(), chunk.offsetIndexLength()));
        }
        PageOffsets known = ofGroup.parsed.get(chunk.leaf().ordinal());
        if (known == null) {
            known = parse(chunk, ofGroup.bytes);
            ofGroup.parsed.set(chunk.leaf().ordinal(), known);
        }
        return known;
    }

    private static PageOffsets parse(ChunkMeta chunk, Fetcher.Slice bytes) throws ParquetException {
        try {
            return PageOffsets.read(
                    chunk, bytes.source(chunk.offsetIndex(), chunk.offsetIndexLength()));
        } catch (MalformedException e) {
            throw chunk.damaged(
                    "offset index at offset %d: %s".formatted(chunk.offsetIndex(), e.getMessage()));
        }
    }

    /** The offset indexes of a row group; null if they are too far from each other. */
    private OffsetIndexes offsetsOfGroup(int group, ChunkMeta chunk, Fetcher fetcher)
            throws IOException {
        OffsetIndexes known = kept.get(Kind.OFFSET_INDEX, group, OffsetIndexes.class);
        if (known != null) {
            return known;
        }
        long start = Long.MAX_VALUE;
        long end = 0;
        for (ChunkMeta other : footer.chunks()[group]) {
            if (other.offsetIndex() >= 0) {
                start = Math.min(start, other.offsetIndex());
                end = Math.max(end, other.offsetIndex() + other.offsetIndexLength());
            }
        }
        if (end - start > MAX_SPAN) {
            return null;
        }
        OffsetIndexes read =
                new OffsetIndexes(
                        fetcher.fetch(chunk, start, end - start),
                        new AtomicReferenceArray<>(leaves));
        kept.put(Kind.OFFSET_INDEX, group, read, read.memoryBytes());
        return read;
    }

    /** The bounds of a chunk's pages; null if it lacks a column index or an offset index. */
    ColumnBounds bounds(ChunkMeta chunk, Fetcher fetcher) throws IOException {
        if (chunk.columnIndex() < 0 || chunk.offsetIndex() < 0) {
            return null;
        }
        long slot = (long) chunk.rowGroup() * leaves + chunk.leaf().ordinal();
        ColumnBounds known = kept.get(Kind.COLUMN_INDEX, slot, ColumnBounds.class);
        if (known == null) {
            PageOffsets places = offsets(chunk, fetcher);
            ByteSource in =
                    fetcher.fetch(chunk, chunk.columnIndex(), chunk.columnIndexLength())
                            .source(chunk.columnIndex(), chunk.columnIndexLength());
            try {
                known = readBounds(chunk, places, in);
            } catch (MalformedException e) {
                throw chunk.damaged(
                        "column index at offset %d: %s"
                                .formatted(chunk.columnIndex(), e.getMessage()));
            }
            kept.put(Kind.COLUMN_INDEX, slot, known, known.memoryBytes());
        }
        return known;
    }

    private static ColumnBounds readBounds(ChunkMeta chunk, PageOffsets places, ByteSource in)
            throws MalformedException {
        ColumnIndex index = new ColumnIndex();
        Thrift.read(index, in);
        int pages = places.pages();
        List<Boolean> nullPages = index.getNull_pages();
        List<ByteBuffer> mins = index.getMin_values();
        List<ByteBuffer> maxs = index.getMax_values();
        if (nullPages.size() != pages || mins.size() != pages || maxs.size() != pages) {
            throw new MalformedException(
                    "bounds of %d pages, the chunk has %d".formatted(nullPages.size(), pages));
        }
        long[] firstRow = new long[pages + 1];
        boolean[] known = new boolean[pages];
        boolean[] allNull = new boolean[pages];
        for (int i = 0; i < pages; i++) {
            firstRow[i] = places.firstRow()[i];
            allNull[i] = nullPages.get(i);
            known[i] = !allNull[i] && isBound(chunk.leaf(), mins.get(i), maxs.get(i));
        }
        firstRow[pages] = places.firstRow()[pages];
        return new ColumnBounds(firstRow, known, allNull, strings(mins), strings(maxs));
    }

    /** Some writers leave the bounds of long strings empty; such bounds say nothing. */
    private static boolean isBound(Leaf leaf, ByteBuffer min, ByteBuffer max)
            throws MalformedException {
        int length =
                switch (leaf.type()) {
                    case BOOLEAN -> 1;
                    case INT32 -> 4;
                    case INT64, DOUBLE -> 8;
                    case BYTE_ARRAY -> -1;
                };
        if (length < 0) {
            return max.hasRemaining();
        }
        if (min.remaining() == 0 && max.remaining() == 0) {
            return false;
        }
        if (min.remaining() != length || max.remaining() != length) {
            throw new MalformedException(
                    "bounds of %d and %d bytes, expected %d"
                            .formatted(min.remaining(), max.remaining(), length));
        }
        return true;
    }

    private static ByteStrings strings(List<ByteBuffer> values) {
        int[] offsets = new int[values.size() + 1];
        int total = 0;
        for (int i = 0; i < values.size(); i++) {
            total += values.get(i).remaining();
            offsets[i + 1] = total;
        }
        byte[] bytes = new byte[total];
        for (int i = 0; i < values.size(); i++) {
            ByteBuffer value = values.get(i);
            value.get(value.position(), bytes, offsets[i], value.remaining());
        }
        return new ByteStrings(bytes, offsets, values.size());
    }
}
