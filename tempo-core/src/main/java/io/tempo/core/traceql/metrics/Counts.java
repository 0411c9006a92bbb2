package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.IOException;

/** How many spans. */
final class Counts extends Accumulator {

    final Grid grid;
    private final int intervals;

    Counts(int intervals, SeriesMemory memory) {
        this.intervals = intervals;
        this.grid = new Grid(intervals, 0, memory);
    }

    @Override
    void grow(int groups) {
        grid.grow(groups);
    }

    @Override
    void add(SpanBatch batch) {
        double[] cells = grid.cells;
        for (int i = 0; i < batch.count; i++) {
            cells[batch.groups[i] * intervals + batch.intervals[i]] += batch.weights[i];
        }
    }

    @Override
    void add(int group, Accumulator other, int otherGroup) {
        Grid theirs = ((Counts) other).grid;
        int to = grid.start(group);
        int from = theirs.start(otherGroup);
        for (int i = 0; i < intervals; i++) {
            grid.cells[to + i] += theirs.cells[from + i];
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
        grid.write(group, out);
    }

    @Override
    void read(int group, CodedInputStream in) throws IOException {
        grid.read(group, in);
    }
}
