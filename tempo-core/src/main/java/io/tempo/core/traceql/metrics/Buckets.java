package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.IOException;
import java.util.Arrays;

/**
 * How many values in each bucket: bucket {@code e} holds what is above 2<sup>e-1</sup> and at most
 * 2<sup>e</sup>. Only buckets that were hit have a row.
 */
final class Buckets extends Accumulator {

    /** Buckets of a group: exponents 0 to 63. */
    static final int COUNT = 64;

    final Grid grid;
    private final int intervals;
    private final SeriesMemory memory;

    /** By group and exponent, the row and one more; 0 where there is none. */
    private int[] rows = new int[0];

    private int groups;

    Buckets(int intervals, SeriesMemory memory) {
        this.intervals = intervals;
        this.memory = memory;
        this.grid = new Grid(intervals, 0, memory);
    }

    @Override
    void grow(int wanted) {
        if (wanted <= groups) {
            return;
        }
        long needed = (long) wanted * COUNT;
        if (needed > rows.length) {
            long roomy = Math.max(needed, rows.length * 2L);
            long length = memory.hasRoom((roomy - rows.length) * Integer.BYTES) ? roomy : needed;
            memory.reserve(
                    length < Integer.MAX_VALUE - 8
                            ? (length - rows.length) * Integer.BYTES
                            : Long.MAX_VALUE,
                    wanted);
            rows = Arrays.copyOf(rows, (int) length);
        }
        groups = wanted;
    }

    @Override
    void add(SpanBatch batch) {
        for (int i = 0; i < batch.count; i++) {
            int row = rows[batch.groups[i] * COUNT + batch.exponents[i]] - 1;
            if (row < 0) {
                row = newRow(batch.groups[i], batch.exponents[i]);
            }
            grid.cells[row * intervals + batch.intervals[i]] += batch.weights[i];
        }
    }

    /** The row of a bucket; -1 if it was never hit. */
    int row(int group, int exponent) {
        return rows[group * COUNT + exponent] - 1;
    }

    private int newRow(int group, int exponent) {
        int row = grid.rows();
        grid.grow(row + 1);
        rows[group * COUNT + exponent] = row + 1;
        return row;
    }

    @Override
    void add(int group, Accumulator other, int otherGroup) {
        Buckets theirs = (Buckets) other;
        for (int e = 0; e < COUNT; e++) {
            int from = theirs.row(otherGroup, e);
            if (from >= 0) {
                int known = row(group, e);
                int start = grid.start(known < 0 ? newRow(group, e) : known);
                for (int i = 0; i < intervals; i++) {
                    grid.cells[start + i] += theirs.grid.cells[theirs.grid.start(from) + i];
                }
            }
        }
    }

    @Override
    void scale(double factor) {
        grid.scale(factor);
    }

    @Override
    int size() {
        return grid.rows();
    }

    @Override
    void write(int group, CodedOutputStream out) throws IOException {
        long present = 0;
        for (int e = 0; e < COUNT; e++) {
            if (row(group, e) >= 0) {
                present |= 1L << e;
            }
        }
        out.writeFixed64NoTag(present);
        for (int e = 0; e < COUNT; e++) {
            if (row(group, e) >= 0) {
                grid.write(row(group, e), out);
            }
        }
    }

    @Override
    void read(int group, CodedInputStream in) throws IOException {
        long present = in.readFixed64();
        for (int e = 0; e < COUNT; e++) {
            if ((present >>> e & 1) != 0) {
                grid.read(newRow(group, e), in);
            }
        }
    }
}
