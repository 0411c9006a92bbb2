package io.tempo.benchmarks;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchExecutor;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TopTraces;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.metrics.MetricsPlan;
import io.tempo.core.traceql.metrics.MetricsRequest;
import io.tempo.core.traceql.metrics.PartialSeries;
import io.tempo.core.traceql.metrics.TimeAxis;

/** A query that can be asked of many tables, again and again. */
interface Question {

    /** As it is written. */
    String query();

    /** Begins to answer it. */
    Answer ask();

    /** One answer, while it is being made; tables come from several threads. */
    interface Answer {

        void add(TraceTable table);

        /** How many traces (of a search) or series (of metrics) it has; called last. */
        int size();
    }

    /** A search that keeps more traces than there are matches, so that none ends it early. */
    record Search(String query, SearchExecutor executor) implements Question {

        private static final int MOST_TRACES = 100_000;
        private static final SearchRequest REQUEST = new SearchRequest(0, 0, 3, () -> false);

        static Search of(String query) {
            return new Search(query, SearchExecutor.of(TraceQl.parseAndValidate(query)));
        }

        @Override
        public Answer ask() {
            TopTraces top = new TopTraces(MOST_TRACES);
            SearchStats stats = new SearchStats();
            return new Answer() {
                @Override
                public void add(TraceTable table) {
                    executor.evaluate(table, REQUEST, top, stats);
                }

                @Override
                public int size() {
                    return top.results().size();
                }
            };
        }
    }

    /** A metrics query over a range of time, in about a hundred steps and without exemplars. */
    record Metrics(String query, MetricsPlan plan) implements Question {

        private static final long MOST_BYTES = 256 << 20;

        static Metrics of(String query, long startNanos, long endNanos) {
            boolean instant = query.contains("compare");
            TimeAxis axis =
                    instant
                            ? TimeAxis.instant(startNanos, endNanos)
                            : TimeAxis.range(
                                    startNanos,
                                    endNanos,
                                    TimeAxis.defaultStepNanos(startNanos, endNanos));
            return new Metrics(
                    query,
                    MetricsPlan.of(
                            TraceQl.parseAndValidate(query),
                            new MetricsRequest(axis, instant, 0, MOST_BYTES)));
        }

        @Override
        public Answer ask() {
            SearchStats stats = new SearchStats();
            PartialSeries merged = plan.empty();
            return new Answer() {
                @Override
                public void add(TraceTable table) {
                    PartialSeries part = plan.evaluate(table, stats, () -> false);
                    synchronized (merged) {
                        merged.add(part);
                    }
                }

                @Override
                public int size() {
                    return plan.finish(merged).size();
                }
            };
        }
    }
}
