package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import java.io.IOException;

/**
 * Sums of values and of their weights, with what rounding lost kept beside them (A. Neumaier,
 * Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, 1974).
 */
final class Sums extends Accumulator {

    private final Grid sums;
    private final Grid lost;
    private final Grid weights;
    private final int intervals;

    Sums(int intervals, SeriesMemory memory) {
        this.intervals = intervals;
        this.sums = new Grid(intervals, 0, memory);
        this.lost = new Grid(intervals, 0, memory);
        this.weights = new Grid(intervals, 0, memory);
    }

    @Override
    void grow(int groups) {
        sums.grow(groups);
        lost.grow(groups);
        weights.grow(groups);
    }

    @Override
    void add(SpanBatch batch) {
        double[] weight = weights.cells;
        for (int i = 0; i < batch.count; i++) {
            int at = batch.groups[i] * intervals + batch.intervals[i];
            add(at, batch.values[i] * batch.weights[i]);
            weight[at] += batch.weights[i];
        }
    }

    private void add(int at, double value) {
        double sum = sums.cells[at];
        double next = sum + value;
        lost.cells[at] +=
                Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
        sums.cells[at] = next;
    }

    @Override
    void add(int group, Accumulator other, int otherGroup) {
        Sums theirs = (Sums) other;
        int to = sums.start(group);
        int from = theirs.sums.start(otherGroup);
        for (int i = 0; i < intervals; i++) {
            add(to + i, theirs.sums.cells[from + i]);
            lost.cells[to + i] += theirs.lost.cells[from + i];
            weights.cells[to + i] += theirs.weights.cells[from + i];
        }
    }

    @Override
    void scale(double factor) {
        sums.scale(factor);
        lost.scale(factor);
        weights.scale(factor);
    }

    @Override
    int size() {
        return sums.rows();
    }

    /** The sums of a group; NaN where there was no value. */
    double[] sums(int group) {
        double[] values = new double[intervals];
        for (int i = 0; i < intervals; i++) {
            int at = sums.start(group) + i;
            double sum = sums.cells[at];
            // Beyond all bounds nothing is lost, and inf - inf is no correction.
            double total = Double.isFinite(sum) ? sum + lost.cells[at] : sum;
            values[i] = weights.cells[at] == 0 ? Double.NaN : total;
        }
        return values;
    }

    /** The means of a group; NaN where there was no value. */
    double[] means(int group) {
        double[] values = sums(group);
        for (int i = 0; i < intervals; i++) {
            values[i] /= weights.cells[sums.start(group) + i];
        }
        return values;
    }

    @Override
    void write(int group, CodedOutputStream out) throws IOException {
        sums.write(group, out);
        lost.write(group, out);
        weights.write(group, out);
    }

    @Override
    void read(int group, CodedInputStream in) throws IOException {
        sums.read(group, in);
        lost.read(group, in);
        weights.read(group, in);
    }
}
