package io.tempo.querier.job;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.metrics.MetricsPlan;
import io.tempo.core.traceql.metrics.MetricsRequest;
import io.tempo.core.traceql.metrics.PartialSeries;

/** What a metrics query counts and measures. Immutable. */
public final class SeriesTask implements Task.OfTables {

    private final String query;
    private final MetricsPlan plan;

    /**
     * A metrics query.
     *
     * @throws io.tempo.core.traceql.TraceQlException if the text is none
     */
    public SeriesTask(String query, MetricsRequest request) {
        this.query = query;
        this.plan = MetricsPlan.of(TraceQl.parseAndValidate(query), request);
    }

    public String query() {
        return query;
    }

    public MetricsPlan plan() {
        return plan;
    }

    @Override
    public long startNanos() {
        return plan.startNanos();
    }

    @Override
    public long endNanos() {
        return plan.endNanos();
    }

    @Override
    public TableVisitor begin(JobControl control) {
        PartialSeries all = plan.empty();
        return new TableVisitor() {
            @Override
            public void visit(TraceTable table, SearchStats stats) {
                all.add(plan.evaluate(table, stats, control::isCancelled));
            }

            @Override
            public boolean isDone() {
                return false;
            }

            @Override
            public Answer answer() {
                return new Answer.Series(all);
            }
        };
    }
}
