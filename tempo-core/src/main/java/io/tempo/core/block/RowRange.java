package io.tempo.core.block;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnBounds;
import io.tempo.core.parquet.ColumnCache.Kind;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetFile;

import java.io.IOException;
import java.util.Arrays;

/**
 * Some rows (traces) of one row group, and how to get at their leaves. Nothing is kept but {@link
 * #structure}, that of a whole row group beyond this object. Not thread-safe.
 */
final class RowRange {

    final BlockSchema schema;
    final ParquetFile file;
    final int rowGroup;

    private static final int SPAN_LEVEL = 3;

    private final String name;
    private final int fromRow;
    private final int toRow;
    private final boolean whole;
    private Structure structure;

    /**
     * @param file a view for this range alone
     * @param name what errors call the file: tenant, block and object
     */
    RowRange(
            BlockSchema schema,
            ParquetFile file,
            String name,
            int rowGroup,
            int fromRow,
            int toRow) {
        this.schema = schema;
        this.file = file;
        this.name = name;
        this.rowGroup = rowGroup;
        this.fromRow = fromRow;
        this.toRow = toRow;
        this.whole = fromRow == 0 && toRow == file.rows(rowGroup);
    }

    int rows() {
        return toRow - fromRow;
    }

    /** Whether the version has the leaf and its chunk may hold a value; reads nothing. */
    boolean mayHaveValues(int leaf) {
        return leaf >= 0 && file.mayHaveValues(rowGroup, leaf);
    }

    /** The entries of a leaf in these rows. */
    LeafData read(int leaf) throws IOException {
        try {
            return whole
                    ? file.read(rowGroup, leaf)
                    : file.readRows(rowGroup, leaf, fromRow, toRow);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /** The definition levels of a leaf; of the whole row group, which this has to be. */
    byte[] readDefinitionLevels(int leaf) throws IOException {
        try {
            return file.readDefinitionLevels(rowGroup, leaf);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /**
     * The values of a leaf without levels; of the whole row group, which this has to be.
     *
     * @param definition what {@link #readDefinitionLevels} gave; null if every entry has a value
     */
    LeafData readValues(int leaf, byte[] definition) throws IOException {
        try {
            return file.readValues(rowGroup, leaf, definition);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /** A leaf without its repetition levels; of the whole row group, which this has to be. */
    LeafData readDefined(int leaf) throws IOException {
        try {
            return file.readDefined(rowGroup, leaf);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /** Entries of a leaf's chunk, null and empty ones included; reads nothing. */
    int entries(int leaf) {
        return file.entries(rowGroup, leaf);
    }

    /** Whether the column index says that all values of a leaf of booleans are false. */
    boolean isAllFalse(int leaf) throws IOException {
        ColumnBounds bounds;
        try {
            bounds = file.bounds(rowGroup, leaf);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
        if (bounds == null) {
            return false;
        }
        for (int page = 0; page < bounds.pages(); page++) {
            ByteStrings max = bounds.max();
            if (!bounds.allNull()[page]
                    && !(bounds.known()[page]
                            && max.length(page) == 1
                            && max.bytes()[max.offset(page)] == 0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The values of a leaf that has exactly one for each of its owners. Its levels may be left out:
     * every owner has an entry, so where there are no more entries than owners, each has a value.
     */
    LeafData readRequired(int leaf, int owners) throws IOException {
        LeafData data =
                whole && file.entries(rowGroup, leaf) == owners
                        ? readValues(leaf, null)
                        : read(leaf);
        if (data.valueCount() != owners) {
            throw damaged(leaf, "has " + data.valueCount() + " values for " + owners + " owners");
        }
        return data;
    }

    /** Reads what the leaves will need, with few reads. */
    void prefetch(int[] leaves) throws IOException {
        try {
            if (whole) {
                file.prefetch(rowGroup, leaves);
            } else {
                file.prefetchRows(rowGroup, leaves, fromRow, toRow);
            }
        } catch (IOException e) {
            throw new IOException(name + ": row group " + rowGroup + ": " + e.getMessage(), e);
        }
    }

    /** The dictionary of a leaf's chunk; null if it has none, or there is no such leaf. */
    ByteStrings dictionary(int leaf) throws IOException {
        if (leaf < 0) {
            return null;
        }
        try {
            return file.dictionary(rowGroup, leaf);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /** Whether a leaf's chunk may contain a text, by its dictionary or bloom filter. */
    boolean mayContain(int leaf, byte[] value) throws IOException {
        if (!mayHaveValues(leaf)) {
            return false;
        }
        try {
            return file.mayContain(rowGroup, leaf, value);
        } catch (IOException e) {
            throw failed(leaf, e);
        }
    }

    /**
     * Where the values of each owner begin among all values of a leaf, and one more.
     *
     * @param ownerLevel the owner's level: an entry with at most this repetition and at least this
     *     definition is the first of an owner
     */
    int[] starts(int leaf, LeafData data, int ownerLevel, int owners) throws IOException {
        int max = schema.parquet().leaves().get(leaf).maxDefinition();
        byte[] repetition = data.repetition();
        byte[] definition = data.definition();
        int entries = data.entries();
        int[] start = new int[owners + 1];
        int owner = 0;
        int values = 0;
        for (int i = 0; i < entries; i++) {
            int d = definition[i];
            if (repetition[i] <= ownerLevel && d >= ownerLevel) {
                if (owner == owners) {
                    throw damaged(leaf, "has values for more than " + owners + " owners");
                }
                start[owner++] = values;
            }
            values += d == max ? 1 : 0;
        }
        if (owner != owners) {
            throw damaged(leaf, "has values for " + owner + " of " + owners + " owners");
        }
        if (values != data.valueCount() || (owners == 0 ? values : start[0]) != 0) {
            throw damaged(leaf, "has levels that do not fit its values");
        }
        start[owners] = values;
        return start;
    }

    /** How the spans of these rows are grouped; of a whole row group, it is kept. */
    Structure structure() throws IOException {
        if (structure == null && whole) {
            structure = file.kept(Kind.STRUCTURE, rowGroup, Structure.class);
        }
        return structure != null ? structure : structure(read(schema.spanStart));
    }

    /** Likewise, from the decoded leaf of the spans' start times. */
    Structure structure(LeafData spanStart) throws IOException {
        structure = structure(schema.spanStart, spanStart);
        if (whole) {
            file.keep(Kind.STRUCTURE, rowGroup, structure, structure.memoryBytes());
        }
        return structure;
    }

    /** Reads it from the levels of a leaf that every span has a value of. */
    private Structure structure(int leaf, LeafData data) throws IOException {
        byte[] repetition = data.repetition();
        byte[] definition = data.definition();
        int entries = data.entries();
        int resources = 0;
        int scopes = 0;
        int previous = 0;
        for (int i = 0; i < entries; i++) {
            int r = repetition[i];
            int d = definition[i];
            if (r > previous || i == 0 && r != 0) {
                throw damaged(leaf, "repeats at entry " + i + " what the entry before has not");
            }
            previous = d;
            resources += r <= 1 && d >= 1 ? 1 : 0;
            scopes += r <= 2 && d >= 2 ? 1 : 0;
        }
        int[] traceSpanStart = new int[rows() + 1];
        int[] resourceSpanStart = new int[resources + 1];
        int[] scopeSpanStart = new int[scopes + 1];
        int trace = 0;
        int resource = 0;
        int scope = 0;
        int span = 0;
        for (int i = 0; i < entries; i++) {
            int r = repetition[i];
            int d = definition[i];
            if (r == 0) {
                if (trace == rows()) {
                    throw damaged(leaf, "has more than " + rows() + " rows");
                }
                traceSpanStart[trace++] = span;
            }
            if (r <= 1 && d >= 1) {
                resourceSpanStart[resource++] = span;
            }
            if (r <= 2 && d >= 2) {
                scopeSpanStart[scope++] = span;
            }
            span += d == SPAN_LEVEL ? 1 : 0;
        }
        if (trace != rows() || span != data.valueCount()) {
            throw damaged(
                    leaf,
                    "has %d of %d rows and %d of %d values"
                            .formatted(trace, rows(), span, data.valueCount()));
        }
        traceSpanStart[trace] = span;
        resourceSpanStart[resource] = span;
        scopeSpanStart[scope] = span;
        return new Structure(traceSpanStart, resourceSpanStart, scopeSpanStart);
    }

    /** Trace ids of the rows, two numbers each: high, low. */
    long[] traceIds() throws IOException {
        LeafData data = readRequired(schema.traceId, rows());
        long[] ids = new long[2 * rows()];
        ByteStrings strings = data.strings();
        for (int row = 0; row < rows(); row++) {
            int id = data.ids()[row];
            if (strings.length(id) != TraceId.BYTES) {
                throw damaged(
                        schema.traceId,
                        "has an id of " + strings.length(id) + " bytes in row " + (fromRow + row));
            }
            TraceId traceId = TraceId.fromBytes(strings.bytes(), strings.offset(id));
            ids[2 * row] = traceId.high();
            ids[2 * row + 1] = traceId.low();
        }
        return ids;
    }

    /** An error about a leaf's content. */
    IOException damaged(int leaf, String what) {
        return new IOException(describe(leaf) + " " + what);
    }

    private IOException failed(int leaf, IOException cause) {
        return new IOException(describe(leaf) + ": " + cause.getMessage(), cause);
    }

    private String describe(int leaf) {
        return name
                + ": row group "
                + rowGroup
                + ", column "
                + schema.parquet().leaves().get(leaf).path();
    }

    /** The leaves that exist and may hold values, for {@link #prefetch}. */
    int[] withValues(int... leaves) {
        int[] kept = new int[leaves.length];
        int n = 0;
        for (int leaf : leaves) {
            if (mayHaveValues(leaf)) {
                kept[n++] = leaf;
            }
        }
        return Arrays.copyOf(kept, n);
    }
}
