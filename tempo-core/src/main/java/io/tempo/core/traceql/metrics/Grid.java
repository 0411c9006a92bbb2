package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.IOException;
import java.util.Arrays;

/** Rows of numbers, one for each interval. For one thread. */
final class Grid {

    /** How a row is encoded: as what is not empty, or whole; as doubles, or as small integers. */
    private static final int SPARSE_DOUBLES = 0;

    private static final int SPARSE_INTEGERS = 1;
    private static final int DENSE_DOUBLES = 2;
    private static final int DENSE_INTEGERS = 3;

    /** Integers up to this are exact in a double. */
    private static final double MAX_INTEGER = 1L << 53;

    /** Row after row. */
    double[] cells = new double[0];

    private final int intervals;
    private final double empty;
    private final SeriesMemory memory;
    private int rows;

    /**
     * @param empty what a new cell holds
     */
    Grid(int intervals, double empty, SeriesMemory memory) {
        this.intervals = intervals;
        this.empty = empty;
        this.memory = memory;
    }

    /** Makes room for so many rows; new ones are empty. */
    void grow(int wanted) {
        if (wanted <= rows) {
            return;
        }
        long needed = (long) wanted * intervals;
        if (needed > cells.length) {
            long roomy = Math.max(needed, Math.max(16L * intervals, cells.length * 2L));
            long length =
                    roomy < Integer.MAX_VALUE - 8
                                    && memory.hasRoom((roomy - cells.length) * Double.BYTES)
                            ? roomy
                            : needed;
            memory.reserve(
                    length < Integer.MAX_VALUE - 8
                            ? (length - cells.length) * Double.BYTES
                            : Long.MAX_VALUE,
                    wanted);
            int old = cells.length;
            cells = Arrays.copyOf(cells, (int) length);
            if (empty != 0) {
                Arrays.fill(cells, old, cells.length, empty);
            }
        }
        rows = wanted;
    }

    int rows() {
        return rows;
    }

    /** Where a row begins. */
    int start(int row) {
        return row * intervals;
    }

    /** A copy of a row. */
    double[] row(int row) {
        return Arrays.copyOfRange(cells, start(row), start(row) + intervals);
    }

    void scale(double factor) {
        for (int i = 0; i < rows * intervals; i++) {
            cells[i] *= factor;
        }
    }

    private boolean isEmpty(double value) {
        return empty == 0 ? value == 0 : Double.isNaN(value);
    }

    void write(int row, CodedOutputStream out) throws IOException {
        int from = start(row);
        int to = from + intervals;
        int filled = 0;
        boolean integers = true;
        for (int i = from; i < to; i++) {
            if (!isEmpty(cells[i])) {
                filled++;
                integers &= cells[i] >= 0 && cells[i] < MAX_INTEGER && cells[i] % 1 == 0;
            }
        }
        boolean dense = filled == intervals;
        if (dense) {
            out.write((byte) (integers ? DENSE_INTEGERS : DENSE_DOUBLES));
        } else {
            out.write((byte) (integers ? SPARSE_INTEGERS : SPARSE_DOUBLES));
            out.writeUInt32NoTag(filled);
        }
        int next = from;
        for (int i = from; i < to; i++) {
            if (isEmpty(cells[i])) {
                continue;
            }
            if (!dense) {
                out.writeUInt32NoTag(i - next);
                next = i + 1;
            }
            if (integers) {
                out.writeUInt64NoTag((long) cells[i]);
            } else {
                out.writeDoubleNoTag(cells[i]);
            }
        }
    }

    /** Reads what {@link #write} wrote into an empty row. */
    void read(int row, CodedInputStream in) throws IOException {
        int form = in.readRawByte();
        if (form < SPARSE_DOUBLES || form > DENSE_INTEGERS) {
            throw new IOException("unknown form of a row: " + form);
        }
        boolean dense = form == DENSE_DOUBLES || form == DENSE_INTEGERS;
        boolean integers = form == SPARSE_INTEGERS || form == DENSE_INTEGERS;
        int filled = dense ? intervals : in.readUInt32();
        if (filled < 0 || filled > intervals) {
            throw new IOException(filled + " values in a row of " + intervals);
        }
        int at = 0;
        for (int i = 0; i < filled; i++) {
            if (!dense) {
                int skipped = in.readUInt32();
                if (skipped < 0 || skipped > intervals - 1 - at) {
                    throw new IOException("a row is longer than " + intervals + " intervals");
                }
                at += skipped;
            }
            cells[start(row) + at++] = integers ? in.readUInt64() : in.readDouble();
        }
    }
}
