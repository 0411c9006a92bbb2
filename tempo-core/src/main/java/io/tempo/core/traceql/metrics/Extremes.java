package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.IOException;

/** The largest or the smallest value; NaN where there is none. */
final class Extremes extends Accumulator {

    final Grid grid;
    private final boolean largest;
    private final int intervals;

    Extremes(boolean largest, int intervals, SeriesMemory memory) {
        this.largest = largest;
        this.intervals = intervals;
        this.grid = new Grid(intervals, Double.NaN, memory);
    }

    @Override
    void grow(int groups) {
        grid.grow(groups);
    }

    @Override
    void add(SpanBatch batch) {
        double[] cells = grid.cells;
        for (int i = 0; i < batch.count; i++) {
            int at = batch.groups[i] * intervals + batch.intervals[i];
            // Negated, since nothing compares with NaN.
            double value = batch.values[i];
            if (largest ? !(cells[at] >= value) : !(cells[at] <= value)) {
                cells[at] = value;
            }
        }
    }

    @Override
    void add(int group, Accumulator other, int otherGroup) {
        Grid theirs = ((Extremes) other).grid;
        int to = grid.start(group);
        int from = theirs.start(otherGroup);
        for (int i = 0; i < intervals; i++) {
            double value = theirs.cells[from + i];
            double known = grid.cells[to + i];
            if (!Double.isNaN(value) && (largest ? !(known >= value) : !(known <= value))) {
                grid.cells[to + i] = value;
            }
        }
    }

    @Override
    void scale(double factor) {
        // An extreme is the same however many spans had it.
    }

    @Override
    int size() {
        return grid.rows();
    }

    @Override
    void write(int group, CodedOutputStream out) throws IOException {
        grid.write(group, out);
    }

    @Override
    void read(int group, CodedInputStream in) throws IOException {
        grid.read(group, in);
    }
}
