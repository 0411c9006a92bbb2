package io.tempo.core.block;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;

import java.io.IOException;

/** Reads one block. Thread-safe; the tables that it gives are not. */
public final class BlockReader {

    private final BlockMeta meta;

    private BlockReader(BlockMeta meta) {
        this.meta = meta;
    }

    /**
     * Opens a block: reads the footer of its file and checks that the file's columns are those that
     * the meta promises.
     *
     * @throws IOException naming the block, if it cannot be read, is damaged, or does not agree
     *     with its meta
     */
    public static BlockReader open(BlockMeta meta, BlockSource source) throws IOException {
        throw new UnsupportedOperationException();
    }

    public BlockMeta meta() {
        return meta;
    }

    /** Row groups in the file, whatever the meta says. */
    public int rowGroupCount() {
        throw new UnsupportedOperationException();
    }

    /** Traces of a row group. */
    public int rows(int rowGroup) {
        throw new UnsupportedOperationException();
    }

    /** A row group as columns, none of which is read yet; for one thread. */
    public TraceTable table(int rowGroup) {
        throw new UnsupportedOperationException();
    }

    /**
     * A trace with everything that is stored of it; null if the block does not have it.
     *
     * @throws IOException naming the block and the object or column that is damaged
     */
    public SpanColumns findTrace(TraceId id) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Everything that is stored of some traces, in the order of the file.
     *
     * @throws IOException naming the block and the column that is damaged
     */
    public SpanColumns readRows(int rowGroup, int fromRow, int toRow) throws IOException {
        throw new UnsupportedOperationException();
    }
}
