package io.tempo.core.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes a Parquet file, a row group after the other, a column chunk after the other. */
public final class ParquetWriter {

    private final ParquetSchema schema;

    /**
     * @param out where to; not closed by this class
     * @param schema the schema
     * @param options one per leaf
     * @param createdBy the footer's {@code created_by}
     */
    public ParquetWriter(
            OutputStream out, ParquetSchema schema, List<ColumnOptions> options, String createdBy)
            throws IOException {
        this.schema = schema;
    }

    /** Starts a row group of this many rows. */
    public void beginRowGroup(int rows) throws IOException {
        throw new UnsupportedOperationException(schema.root().name());
    }

    /** Writes the chunk of the next leaf: all leaves have to come, in order. */
    public void writeColumn(int leaf, LeafData data) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Ends the row group. */
    public void endRowGroup() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Bytes written so far. */
    public long position() {
        throw new UnsupportedOperationException();
    }

    /** Writes page indexes and footer. */
    public WrittenFile finish() throws IOException {
        throw new UnsupportedOperationException();
    }
}
