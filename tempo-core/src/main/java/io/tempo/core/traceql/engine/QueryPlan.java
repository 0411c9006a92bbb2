package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.MetricsExpression;
import io.tempo.core.traceql.MetricsMath;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.Stage;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.TraceQlException;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A checked query, ready to run over any number of tables: regular expressions are compiled, and
 * what its answer shows is known. Immutable; thread-safe.
 */
public final class QueryPlan {

    private final Pipeline pipeline;
    private final Dialect dialect;
    private final Regexes regexes = new Regexes();
    private final DisplayedFields displayed;
    private final boolean sameChild;

    private QueryPlan(Pipeline pipeline, Dialect dialect) {
        this.pipeline = pipeline;
        this.dialect = dialect;
        this.displayed = DisplayedFields.of(pipeline, regexes);
        this.sameChild = isConjunctive(pipeline);
    }

    /**
     * Plans the part of a query that finds spans: of a metrics query, what stands before its
     * function.
     *
     * @param query parsed and validated
     * @throws TraceQlException for arithmetic between metrics queries, which finds no spans
     */
    public static QueryPlan of(Query query, Dialect dialect) {
        return switch (query.body()) {
            case Pipeline pipeline -> new QueryPlan(pipeline, dialect);
            case MetricsExpression.MetricsQuery metrics ->
                    new QueryPlan(metrics.pipeline(), dialect);
            case MetricsMath math ->
                    throw new TraceQlException(
                            TraceQlException.Kind.UNSUPPORTED,
                            math.at(),
                            "math expressions cannot be searched for, only computed as metrics");
        };
    }

    /** Plans a pipeline alone. */
    public static QueryPlan of(Pipeline pipeline, Dialect dialect) {
        return new QueryPlan(pipeline, dialect);
    }

    /**
     * Whether nothing can match, whatever the data: every stage is the filter {@code { false }}.
     */
    public boolean isConstantFalse() {
        for (Stage stage : pipeline.stages()) {
            boolean constantFalse =
                    switch (stage) {
                        case SpansetFilter filter -> isFalse(filter);
                        case SpansetExpression.SpansetOperation operation ->
                                isFalse(operation.left()) && isFalse(operation.right());
                        case SpansetExpression.WrappedPipeline wrapped -> false;
                        case Stage.ScalarFilter filter -> false;
                        case Stage.GroupBy by -> false;
                        case Stage.Coalesce coalesce -> false;
                        case Stage.Select select -> false;
                    };
            if (!constantFalse) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFalse(SpansetExpression expression) {
        return expression instanceof SpansetFilter filter
                && filter.expression() instanceof FieldExpression.Literal literal
                && literal.value() instanceof Static.BooleanValue bool
                && !bool.value();
    }

    /** The fields that the query reads, in the order that it mentions them. */
    public List<FieldExpression.Field> fields() {
        return displayed.mentioned();
    }

    /** Whether the pipeline only filters and selects, so that conditions can share an event. */
    private static boolean isConjunctive(Pipeline pipeline) {
        for (Stage stage : pipeline.stages()) {
            if (!(stage instanceof SpansetFilter) && !(stage instanceof Stage.Select)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs the plan's filters over a table.
     *
     * @param startNanos only traces that overlap the window count; unix nanoseconds, included; 0
     *     together with {@code endNanos} 0 is no window
     * @param endNanos unix nanoseconds, included
     * @param cancelled asked now and then; once it says yes, evaluation ends with a {@link
     *     java.util.concurrent.CancellationException}
     * @throws TraceQlEvaluationException if the query cannot be evaluated on the table's spans
     */
    public TableEvaluation evaluate(
            TraceTable table, long startNanos, long endNanos, BooleanSupplier cancelled) {
        TableContext context = new TableContext(table, regexes, dialect, cancelled);
        return new TableEvaluation(context, pipeline, displayed, sameChild, startNanos, endNanos);
    }
}
