package io.tempo.app.loadgen;

import java.util.Arrays;
import java.util.Locale;

/**
 * What came of a run.
 *
 * @param spans spans in requests that were taken
 * @param bytes bytes of those requests
 * @param rejected spans that a partial success named as refused
 * @param retries requests sent again because the server asked for it
 * @param failures requests given up
 * @param firstFailure what the first of them was told; null if none
 * @param nanos time from the first request to the last answer
 * @param latenciesNanos time of each request that was taken
 */
record LoadReport(
        long spans,
        long bytes,
        long rejected,
        long retries,
        long failures,
        String firstFailure,
        long nanos,
        long[] latenciesNanos) {

    String text() {
        long[] sorted = latenciesNanos.clone();
        Arrays.sort(sorted);
        double seconds = nanos / 1e9;
        String text =
                String.format(
                        Locale.ROOT,
                        "spans %d, bytes %d (%.0f a span), seconds %.2f, spans/s %.0f, MB/s"
                            + " %.1f%nrequests %d, latency ms p50 %.1f p90 %.1f p99 %.1f max %.1f,"
                            + " retries %d, rejected spans %d, failed requests %d",
                        spans,
                        bytes,
                        spans == 0 ? 0 : (double) bytes / spans,
                        seconds,
                        spans / seconds,
                        bytes / seconds / 1e6,
                        sorted.length,
                        millis(sorted, 0.5),
                        millis(sorted, 0.9),
                        millis(sorted, 0.99),
                        millis(sorted, 1),
                        retries,
                        rejected,
                        failures);
        return firstFailure == null ? text : text + "\nfirst failure: " + firstFailure;
    }

    private static double millis(long[] sorted, double quantile) {
        if (sorted.length == 0) {
            return 0;
        }
        int i = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted[Math.max(0, i)] / 1e6;
    }
}
