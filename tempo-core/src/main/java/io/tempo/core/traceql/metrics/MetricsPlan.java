package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.TraceQlException;

import java.util.List;
import java.util.function.BooleanSupplier;

/** A checked metrics query, ready to run over any number of tables. Immutable; thread-safe. */
public final class MetricsPlan {

    private final MetricsRequest request;

    private MetricsPlan(MetricsRequest request) {
        this.request = request;
    }

    /**
     * Plans a query.
     *
     * @param query parsed and validated
     * @throws TraceQlException if it is not a metrics query
     */
    public static MetricsPlan of(Query query, MetricsRequest request) {
        if (!query.isMetrics()) {
            throw new TraceQlException(
                    TraceQlException.Kind.VALIDATION, query.body().at(), "not a metrics query");
        }
        return new MetricsPlan(request);
    }

    /** What was asked beside the query. */
    public MetricsRequest request() {
        return request;
    }

    /** Only spans that start after this matter; unix nanoseconds. */
    public long startNanos() {
        return request.axis().startNanos();
    }

    /** Only spans that start at this time or before matter; unix nanoseconds. */
    public long endNanos() {
        return request.axis().endNanos();
    }

    /**
     * What one table contributes.
     *
     * @param stats what was looked at is added to this
     * @param cancelled asked now and then; once it says yes, evaluation ends with a {@link
     *     java.util.concurrent.CancellationException}
     * @throws SeriesLimitException if the table's series need more memory than is allowed
     * @throws io.tempo.core.traceql.engine.TraceQlEvaluationException if the query cannot be
     *     evaluated on the table's spans
     */
    public PartialSeries evaluate(TraceTable table, SearchStats stats, BooleanSupplier cancelled) {
        throw new UnsupportedOperationException("being written");
    }

    /** What no table at all contributes; others can be added to it. */
    public PartialSeries empty() {
        return new PartialSeries(this);
    }

    /**
     * The answer, when everything has been added up. Leaves {@code merged} as it is.
     *
     * @return series with at least one value; by number of labels, then by labels
     */
    public List<Series> finish(PartialSeries merged) {
        throw new UnsupportedOperationException("being written");
    }
}
