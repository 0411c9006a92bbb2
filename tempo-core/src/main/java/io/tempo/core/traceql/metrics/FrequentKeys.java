package io.tempo.core.traceql.metrics;

import io.tempo.core.traceql.engine.Bits;
import io.tempo.core.traceql.engine.Value;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/** Which keys are kept: all with a value, or the most frequent ones of each group. */
final class FrequentKeys {
    private final IntFunction<Value> values;
    private final double[] frequency;
    private final Bits kept;

    FrequentKeys(IntFunction<Value> values, double[] frequency, int bound, int limit) {
        this.values = values;
        this.frequency = frequency;
        this.kept = Bits.none(bound);
        keep(0, bound, limit);
        keep(1, bound, limit);
    }

    boolean isKept(int key) {
        return kept.get(key);
    }

    private void keep(int group, int bound, int limit) {
        double threshold = threshold(group, bound, limit);
        List<Integer> ties = new ArrayList<>();
        int left = limit;
        for (int key = 1; key < bound; key++) {
            double often = frequency[2 * key + group];
            if (often > threshold && !values.apply(key).isNil()) {
                kept.set(key);
                left--;
            } else if (often == threshold && often > 0 && ties.size() < limit) {
                ties.add(key);
            }
        }
        ties.sort(Comparator.naturalOrder());
        for (int i = 0; i < ties.size() && left > 0; i++, left--) {
            kept.set(ties.get(i));
        }
    }

    /** How often the last one that is kept occurs; 0 if all are. */
    private double threshold(int group, int bound, int limit) {
        double[] heap = new double[limit];
        for (int key = 1; key < bound; key++) {
            double often = frequency[2 * key + group];
            if (often > heap[0]) {
                replaceSmallest(heap, often);
            }
        }
        return heap[0];
    }

    /** Replaces the root of a heap, whose parents are not larger than their children. */
    private static void replaceSmallest(double[] heap, double value) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < heap.length && heap[child + 1] < heap[child]) {
                child++;
            }
            if (child >= heap.length || heap[child] >= value) {
                heap[at] = value;
                return;
            }
            heap[at] = heap[child];
            at = child;
        }
    }
}
