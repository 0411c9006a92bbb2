package io.tempo.core.traceql.metrics;

/** Quantiles of counts in buckets whose bounds are powers of two (specification 7.5). */
final class Quantiles {

    private Quantiles() {}

    /**
     * Interpolates between the bounds of buckets, evenly on a logarithmic scale. The lower bound of
     * a bucket is the bound of the one before that holds something.
     *
     * @param quantile 0 to 1
     * @param counts by exponent; only whole numbers count
     * @return 2 to the power of a number from one less than the first exponent on; 0 if all counts
     *     are 0
     */
    static double of(double quantile, double[] counts) {
        long total = 0;
        for (double count : counts) {
            total += (long) count;
        }
        if (total == 0) {
            return 0;
        }
        double target = Math.max(1, Math.ceil(quantile * total));
        double used = 0;
        int lower = -1;
        for (int e = 0; e < counts.length; e++) {
            long count = (long) counts[e];
            if (count == 0) {
                continue;
            }
            if (used + count == target) {
                return Math.scalb(1.0, e);
            }
            if (used + count > target) {
                int low = lower < 0 ? e - 1 : lower;
                return Math.pow(2, low + (e - low) * (target - used) / count);
            }
            used += count;
            lower = e;
        }
        return Math.scalb(1.0, lower);
    }
}
