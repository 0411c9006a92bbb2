package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.traceql.TraceQl;

import java.util.List;

/** Runs metrics queries in tests. */
final class Metrics {

    static final long MANY_BYTES = 1L << 30;

    private Metrics() {}

    static MetricsPlan range(String query, TimeAxis axis) {
        return plan(query, new MetricsRequest(axis, false, 0, MANY_BYTES));
    }

    static MetricsPlan instant(String query, long startNanos, long endNanos) {
        TimeAxis axis = TimeAxis.instant(startNanos, endNanos);
        return plan(query, new MetricsRequest(axis, true, 0, MANY_BYTES));
    }

    static MetricsPlan plan(String query, MetricsRequest request) {
        return MetricsPlan.of(TraceQl.parseAndValidate(query), request);
    }

    static PartialSeries evaluate(MetricsPlan plan, TraceTable table) {
        return plan.evaluate(table, new SearchStats(), () -> false);
    }

    static List<Series> answer(MetricsPlan plan, List<? extends TraceTable> tables) {
        PartialSeries merged = plan.empty();
        for (TraceTable table : tables) {
            merged.add(evaluate(plan, table));
        }
        return plan.finish(merged);
    }
}
