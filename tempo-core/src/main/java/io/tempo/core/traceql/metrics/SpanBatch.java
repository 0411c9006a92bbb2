package io.tempo.core.traceql.metrics;

import java.util.Arrays;

/** Some spans and what is known of each, so that loops over columns are long. For one thread. */
final class SpanBatch {

    /** How many spans a batch has at most. */
    static final int CAPACITY = 2048;

    /** How many spans it has. */
    int count;

    /** Their numbers in the table. */
    final int[] spans = new int[CAPACITY];

    /** The interval that each starts in. */
    final int[] intervals = new int[CAPACITY];

    /** The group of each. */
    final int[] groups = new int[CAPACITY];

    /** What is measured of each. */
    final double[] values = new double[CAPACITY];

    /** The bucket that what is measured belongs to. */
    final int[] exponents = new int[CAPACITY];

    /** How many spans each stands for; all 1 unless somebody changes that. */
    final double[] weights = new double[CAPACITY];

    SpanBatch() {
        Arrays.fill(weights, 1);
    }

    /** Leaves out the spans without a value. */
    void retainValues() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!Double.isNaN(values[i])) {
                spans[kept] = spans[i];
                intervals[kept] = intervals[i];
                values[kept++] = values[i];
            }
        }
        count = kept;
    }

    /** Leaves out the spans without a bucket. */
    void retainExponents() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (exponents[i] >= 0) {
                spans[kept] = spans[i];
                intervals[kept] = intervals[i];
                exponents[kept++] = exponents[i];
            }
        }
        count = kept;
    }
}
