package io.tempo.core.traceql.metrics;

import io.tempo.core.block.BlockReader;
import io.tempo.core.search.SearchStats;
import io.tempo.core.testing.LoadBlocks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * What typical metrics queries over blocks of the load generator's spans cost, in one thread: a
 * program, not a test. Arguments: a folder, filled with blocks when it does not exist; spans in
 * thousands for each of them (250); how many blocks (4); rounds (5); a part of the queries' text.
 */
final class MetricsCost {

    private static final List<String> QUERIES =
            List.of(
                    "{ } | rate()",
                    "{ } | rate() by (resource.service.name)",
                    "{ } | quantile_over_time(duration, .5, .9, .99) by (resource.service.name)",
                    "{ } | histogram_over_time(duration)",
                    "{ } | count_over_time() by (span.http.request.method,"
                            + " span.http.response.status_code)",
                    "{ } | avg_over_time(duration) by (name)",
                    "{ kind = server } | avg_over_time(span.app.load.ratio) by"
                            + " (resource.service.name)",
                    "{ span.db.system.name != nil } | max_over_time(duration) by"
                            + " (span.db.query.text)",
                    "{ } | max_over_time(duration) by (span.url.path)",
                    "{ status = error } | rate() by (.k8s.namespace.name, name)",
                    "{ resource.service.name = \"auth\" } >> { status = error } | rate()",
                    "{ } | compare({ status = error })",
                    "({ status = error } | rate() by (resource.service.name)) / ({ } | rate() by"
                            + " (resource.service.name))");

    private MetricsCost() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int thousands = args.length > 1 ? Integer.parseInt(args[1]) : 250;
        int blocks = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 5;
        String only = args.length > 4 ? args[4] : "";
        List<BlockReader> readers = LoadBlocks.open(folder, thousands, blocks);
        long start = Long.MAX_VALUE;
        long end = 0;
        for (BlockReader reader : readers) {
            start = Math.min(start, reader.meta().startTime().getEpochSecond());
            end = Math.max(end, reader.meta().endTime().getEpochSecond());
        }
        start *= 1_000_000_000L;
        end *= 1_000_000_000L;
        TimeAxis axis = TimeAxis.range(start, end, TimeAxis.defaultStepNanos(start, end));
        System.out.println(axis.intervals() + " intervals");
        double total = 0;
        for (String query : QUERIES) {
            if (!query.contains(only)) {
                continue;
            }
            boolean instant = query.contains("compare");
            MetricsRequest request =
                    new MetricsRequest(
                            instant ? TimeAxis.instant(start, end) : axis, instant, 100, 256 << 20);
            MetricsPlan plan = Metrics.plan(query, request);
            double best = Double.MAX_VALUE;
            int series = 0;
            SearchStats stats = null;
            for (int round = 0; round < rounds; round++) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                stats = new SearchStats();
                PartialSeries merged = plan.empty();
                for (BlockReader reader : readers) {
                    for (int g = 0; g < reader.rowGroupCount(); g++) {
                        merged.add(plan.evaluate(reader.table(g), stats, () -> false));
                    }
                }
                series = plan.finish(merged).size();
                long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                best = Math.min(best, took / 1e6);
            }
            total += best;
            System.out.printf(
                    "%8.1f ms %8d spans %7d series %7.1f MB  %s%n",
                    best, stats.inspectedSpans(), series, stats.inspectedBytes() / 1e6, query);
        }
        System.out.printf("%8.1f ms%n", total);
    }
}
