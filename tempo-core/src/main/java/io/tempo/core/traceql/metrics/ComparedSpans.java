package io.tempo.core.traceql.metrics;

import java.util.Arrays;

/** Spans, or kinds of spans that count as one: where each counts, and how much. */
final class ComparedSpans {
    int[] spans;

    /** The interval of each, behind all intervals if it is selected. */
    int[] cells;

    double[] weights;
    int count;

    private final int intervals;

    /**
     * @param intervals of the time axis
     * @param expected how many there will be, about
     */
    ComparedSpans(int intervals, int expected) {
        this.intervals = intervals;
        this.spans = new int[expected + 1];
        this.cells = new int[expected + 1];
        this.weights = new double[expected + 1];
    }

    void add(int span, int cell, double weight) {
        if (count == spans.length) {
            spans = Arrays.copyOf(spans, count * 2);
            cells = Arrays.copyOf(cells, count * 2);
            weights = Arrays.copyOf(weights, count * 2);
        }
        spans[count] = span;
        cells[count] = cell;
        weights[count++] = weight;
    }

    /**
     * One span for all that have the same owner and the same place; the same population where these
     * are not fewer.
     */
    ComparedSpans byOwner(int[] owners, int ownerCount) {
        long places = 2L * intervals * ownerCount;
        if (places > count) {
            return this;
        }
        ComparedSpans few = new ComparedSpans(intervals, (int) places);
        int[] known = new int[(int) places];
        for (int i = 0; i < count; i++) {
            int place = owners[spans[i]] * 2 * intervals + cells[i];
            if (known[place] == 0) {
                few.add(spans[i], cells[i], 0);
                known[place] = few.count;
            }
            few.weights[known[place] - 1] += weights[i];
        }
        return few;
    }
}
