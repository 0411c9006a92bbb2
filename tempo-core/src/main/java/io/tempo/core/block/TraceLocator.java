package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnBounds;
import io.tempo.core.parquet.ColumnCache.Kind;
import io.tempo.core.parquet.ParquetFile;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Finds the row of a trace: the row group by the block's index (by first ids, where the index does
 * not help), the page by the column index of the trace ids, the row by the ids of that page. Rows
 * ascend by id over the whole file. Thread-safe.
 */
final class TraceLocator {

    private final BlockSchema schema;
    private final ParquetFile file;
    private final BlockSource source;
    private final String name;

    /** First id of each row group, as far as it was needed. */
    private final AtomicReferenceArray<TraceId> firstIds;

    /** The block's index; null until it was asked for. */
    private volatile IndexState index;

    /** Where a trace lies. */
    record Row(int rowGroup, int row) {}

    /**
     * @param index null if the object is missing, damaged or does not fit the file
     */
    private record IndexState(BlockIndex index) {}

    TraceLocator(BlockSchema schema, ParquetFile file, BlockSource source, String name) {
        this.schema = schema;
        this.file = file;
        this.source = source;
        this.name = name;
        this.firstIds = new AtomicReferenceArray<>(file.rowGroupCount());
    }

    /** Heap bytes held once all is there: a first and a last id of each row group. */
    long memoryBytes() {
        return 80L * file.rowGroupCount();
    }

    /** Where a trace lies; null if it is not in the file. */
    Row find(TraceId id) throws IOException {
        int count = file.rowGroupCount();
        if (count <= 1) {
            return count == 0 ? null : find(id, 0);
        }
        BlockIndex hint = index();
        int hinted = hint == null ? -1 : hint.rowGroupFor(id);
        Row row = hinted < 0 ? null : find(id, hinted);
        if (row == null) {
            // Seldom: the bloom filter was wrong. Or the index is, so the file decides.
            int rowGroup = rowGroup(id);
            row = rowGroup < 0 || rowGroup == hinted ? null : find(id, rowGroup);
        }
        return row;
    }

    private Row find(TraceId id, int rowGroup) throws IOException {
        ColumnBounds bounds = bounds(rowGroup);
        int from = 0;
        int to = file.rows(rowGroup);
        if (bounds != null && areIds(bounds)) {
            int page = page(bounds.min(), bounds.pages(), id);
            if (page < 0) {
                return null;
            }
            from = (int) bounds.firstRow()[page];
            to = (int) bounds.firstRow()[page + 1];
        }
        long[] ids = ids(rowGroup, from, to);
        int low = 0;
        int high = to - from;
        while (low < high) {
            int middle = low + high >>> 1;
            int order = new TraceId(ids[2 * middle], ids[2 * middle + 1]).compareTo(id);
            if (order == 0) {
                return new Row(rowGroup, from + middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return null;
    }

    /** Ids of rows, two numbers each; kept, since a page of them is decoded for one of its rows. */
    private long[] ids(int rowGroup, int from, int to) throws IOException {
        long part = (long) rowGroup << 32 | from;
        long[] ids = file.kept(Kind.TRACE_IDS, part, long[].class);
        if (ids == null) {
            ids = range(rowGroup, from, to).traceIds();
            file.keep(Kind.TRACE_IDS, part, ids, 8L * ids.length);
        }
        return ids;
    }

    /** The last row group whose first id is not greater, or -1. */
    private int rowGroup(TraceId id) throws IOException {
        int low = 0;
        int high = file.rowGroupCount();
        while (low < high) {
            int middle = low + high >>> 1;
            if (firstId(middle).compareTo(id) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The index, read at the first call; null if it is of no use. */
    private BlockIndex index() {
        IndexState state = index;
        if (state == null) {
            BlockIndex read = null;
            try {
                byte[] json = source.object(BlockIndex.OBJECT_NAME);
                read = BlockIndex.read(json, name + "/" + BlockIndex.OBJECT_NAME);
            } catch (IOException e) {
                // The file alone is enough; the index only saves reads.
            }
            boolean fits = read != null && read.lastIds().size() == file.rowGroupCount();
            state = new IndexState(fits ? read : null);
            index = state;
        }
        return state.index();
    }

    private TraceId firstId(int rowGroup) throws IOException {
        TraceId first = firstIds.get(rowGroup);
        if (first == null) {
            if (file.rows(rowGroup) == 0) {
                throw new IOException(name + ": row group " + rowGroup + " has no rows");
            }
            long[] ids = range(rowGroup, 0, 1).traceIds();
            first = new TraceId(ids[0], ids[1]);
            firstIds.set(rowGroup, first);
        }
        return first;
    }

    private ColumnBounds bounds(int rowGroup) throws IOException {
        try {
            return file.bounds(rowGroup, schema.traceId);
        } catch (IOException e) {
            throw new IOException(
                    name + ": row group " + rowGroup + ", column TraceID: " + e.getMessage(), e);
        }
    }

    /** Whether the lower bound of every page is an id. */
    private static boolean areIds(ColumnBounds bounds) {
        for (int page = 0; page < bounds.pages(); page++) {
            if (!bounds.known()[page] || bounds.min().length(page) != TraceId.BYTES) {
                return false;
            }
        }
        return true;
    }

    /** The last page whose lower bound is not greater, or -1. */
    private static int page(ByteStrings min, int pages, TraceId id) {
        int low = 0;
        int high = pages;
        while (low < high) {
            int middle = low + high >>> 1;
            if (TraceId.fromBytes(min.bytes(), min.offset(middle)).compareTo(id) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
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
