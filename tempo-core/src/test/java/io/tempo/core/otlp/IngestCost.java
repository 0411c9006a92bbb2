package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumnsBuilder;

import java.lang.management.ManagementFactory;

/** Measures, by hand, what a span costs from bytes to columns; not a test. */
public final class IngestCost {

    private static final int REQUESTS = 1000;

    private IngestCost() {}

    public static void main(String[] args) throws OtlpException {
        LoadShape shape = new LoadShape(42);
        byte[][] requests = new byte[REQUESTS][];
        long spans = 0;
        long bytes = 0;
        for (int round = 0; round < 3; round++) {
            spans = 0;
            bytes = 0;
            long before = cpuNanos();
            for (int i = 0; i < REQUESTS; i++) {
                requests[i] = shape.request(i, 1_767_225_600_000_000_000L + i * 10_000_000L);
                spans += shape.spanCount();
                bytes += requests[i].length;
            }
            report("generate", cpuNanos() - before, spans);
        }
        System.out.println(spans + " spans of " + (double) bytes / spans + " bytes");
        for (int round = 0; round < 5; round++) {
            long before = cpuNanos();
            long sum = 0;
            for (byte[] request : requests) {
                sum += OtlpScanner.scan(request).spanCount();
            }
            check(sum, spans);
            report("scan", cpuNanos() - before, spans);

            before = cpuNanos();
            sum = 0;
            byte[] target = new byte[1 << 16];
            for (byte[] request : requests) {
                TraceGroups groups = OtlpScanner.scan(request).byTrace();
                for (int t = 0; t < groups.count(); t++) {
                    sum += groups.spanCount(t);
                    groups.encode(t, target, 0);
                }
            }
            check(sum, spans);
            report("scan + regroup", cpuNanos() - before, spans);

            before = cpuNanos();
            SpanColumnsBuilder builder = new SpanColumnsBuilder();
            OtlpColumnAppender appender = new OtlpColumnAppender(builder, 2048);
            for (int i = 0; i < requests.length; i++) {
                if (i % 250 == 0) {
                    builder = new SpanColumnsBuilder();
                    appender = new OtlpColumnAppender(builder, 2048);
                }
                appender.appendAll(OtlpScanner.scan(requests[i]));
            }
            report("scan + append, 250,000 spans a builder", cpuNanos() - before, spans);
        }
    }

    private static void check(long actual, long expected) {
        if (actual != expected) {
            throw new AssertionError(actual + " spans instead of " + expected);
        }
    }

    private static void report(String what, long nanos, long spans) {
        System.out.printf("%-40s %5d ns/span%n", what, nanos / spans);
    }

    /** Of this thread: compiler and collector threads are not counted. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
