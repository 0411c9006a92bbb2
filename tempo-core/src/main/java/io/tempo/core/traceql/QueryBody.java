package io.tempo.core.traceql;

/**
 * What a query asks: spansets ({@link Pipeline}), one time series query ({@link
 * MetricsExpression.MetricsQuery}) or arithmetic on several ({@link MetricsMath}).
 *
 * <p>Operators between parenthesised pipelines are pipelines of a single stage: {@code ({.a} |
 * count() > 2) && ({.b})} is a {@link SpansetExpression.SpansetOperation} on {@link
 * SpansetExpression.WrappedPipeline}s, {@code ({.a} | count()) > 3} is a {@link Stage.ScalarFilter}
 * on a {@link ScalarExpression.PipelineAggregate}.
 */
public sealed interface QueryBody permits Pipeline, MetricsExpression.MetricsQuery, MetricsMath {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }
}
