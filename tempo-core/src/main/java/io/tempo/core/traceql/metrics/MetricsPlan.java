package io.tempo.core.traceql.metrics;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchStats;
import io.tempo.core.traceql.Hints;
import io.tempo.core.traceql.MetricsExpression;
import io.tempo.core.traceql.MetricsExpression.MetricsConstant;
import io.tempo.core.traceql.MetricsExpression.MetricsOperation;
import io.tempo.core.traceql.MetricsExpression.MetricsQuery;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.MetricsMath;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.QueryBody;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A checked metrics query, ready to run over any number of tables. Immutable; thread-safe. */
public final class MetricsPlan {

    /** A query of the expression without its post stages; equal ones are evaluated once. */
    private record Part(Pipeline pipeline, MetricsFunction function) {

        static Part of(MetricsQuery query) {
            return new Part(query.pipeline(), query.function());
        }
    }

    private final QueryBody body;
    private final MetricsRequest request;
    private final List<Part> parts;
    private final List<MetricsUnit> units = new ArrayList<>();

    private MetricsPlan(Query query, MetricsRequest request) {
        this.body = query.body();
        this.request = request;
        Set<Part> distinct = new LinkedHashSet<>();
        switch (body) {
            case Pipeline pipeline ->
                    throw new TraceQlException(
                            TraceQlException.Kind.VALIDATION, body.at(), "not a metrics query");
            case MetricsQuery one -> distinct.add(Part.of(one));
            case MetricsMath math -> collect(math.expression(), distinct);
        }
        parts = List.copyOf(distinct);
        int exemplars = exemplars(query.hints());
        for (Part part : parts) {
            units.add(
                    MetricsUnit.of(
                            part.pipeline,
                            part.function,
                            query.hints(),
                            exemplars == 0 ? 0 : Math.max(1, exemplars / parts.size()),
                            request));
        }
    }

    /**
     * Plans a query.
     *
     * @param query parsed and validated
     * @throws TraceQlException if it is not a metrics query
     */
    public static MetricsPlan of(Query query, MetricsRequest request) {
        return new MetricsPlan(query, request);
    }

    private static void collect(MetricsExpression expression, Set<Part> parts) {
        switch (expression) {
            case MetricsQuery query -> parts.add(Part.of(query));
            case MetricsOperation operation -> {
                collect(operation.left(), parts);
                collect(operation.right(), parts);
            }
            case MetricsConstant constant -> {}
        }
    }

    /** How many the hints ask for; never more than the request allows. */
    private int exemplars(Hints hints) {
        if (request.instant() || !hints.findBoolean("exemplars").orElse(true)) {
            return 0;
        }
        Optional<Long> wanted = hints.findInt("exemplars").filter(n -> n > 0);
        return (int) Math.min(wanted.orElse(Long.MAX_VALUE), request.maxExemplars());
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

    List<MetricsUnit> units() {
        return units;
    }

    /** Differs, nearly always, for plans whose partial results cannot be added up. */
    long fingerprint() {
        long hash = body.text().hashCode();
        TimeAxis axis = request.axis();
        for (long part : new long[] {axis.startNanos(), axis.endNanos(), axis.stepNanos()}) {
            hash = hash * 31 + part;
        }
        return hash;
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
        PartialSeries result = empty();
        long spans = 0;
        for (int u = 0; u < units.size(); u++) {
            MetricsUnit unit = units.get(u);
            if (unit.plan().isConstantFalse()) {
                continue;
            }
            TableEvaluation evaluation =
                    unit.plan().evaluate(table, startNanos(), endNanos(), cancelled);
            spans = Math.max(spans, evaluation.candidates().size());
            if (!evaluation.candidates().isEmpty()) {
                result.unit(u).evaluate(table, evaluation, cancelled);
            }
        }
        stats.add(table.traceCount(), spans, table.bytesRead());
        return result;
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
        List<PointSeries> points =
                switch (body) {
                    case Pipeline pipeline -> throw new IllegalStateException(pipeline.text());
                    case MetricsQuery query -> finish(query, merged);
                    case MetricsMath math ->
                            PostStages.apply(finish(math.expression(), merged), math.postStages());
                };
        List<Series> series = new ArrayList<>(points.size());
        for (PointSeries one : points) {
            if (!one.isEmpty()) {
                series.add(one.toSeries(request.axis()));
            }
        }
        series.sort((a, b) -> LabelOrder.SHOWN.compare(a.labels(), b.labels()));
        return series;
    }

    private List<PointSeries> finish(MetricsExpression expression, PartialSeries merged) {
        return switch (expression) {
            case MetricsQuery query ->
                    PostStages.apply(
                            merged.unit(parts.indexOf(Part.of(query))).finish(),
                            query.postStages());
            case MetricsOperation operation -> {
                if (operation.left() instanceof MetricsConstant constant) {
                    yield SeriesMath.scalar(
                            finish(operation.right(), merged),
                            operation.operator(),
                            constant.value().number(),
                            true);
                }
                List<PointSeries> left = finish(operation.left(), merged);
                if (operation.right() instanceof MetricsConstant constant) {
                    yield SeriesMath.scalar(
                            left, operation.operator(), constant.value().number(), false);
                }
                yield SeriesMath.join(
                        operation.operator(), left, finish(operation.right(), merged));
            }
            case MetricsConstant constant -> throw new IllegalStateException(constant.text());
        };
    }
}
