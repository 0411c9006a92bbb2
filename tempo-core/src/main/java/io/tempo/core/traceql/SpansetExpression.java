package io.tempo.core.traceql;

/** A stage that picks spans. */
public sealed interface SpansetExpression extends Stage
        permits SpansetExpression.SpansetFilter,
                SpansetExpression.SpansetOperation,
                SpansetExpression.WrappedPipeline {

    /** Keeps the spans for which the expression is true: {@code {.a = 1}}. */
    record SpansetFilter(FieldExpression expression, Position at) implements SpansetExpression {}

    /**
     * Two spansets joined by an operator: {@code {.a} >> {.b}}. Either no operand below it is a
     * wrapped pipeline, or every leaf is.
     */
    record SpansetOperation(
            SpansetOperator operator, SpansetExpression left, SpansetExpression right, Position at)
            implements SpansetExpression {}

    /**
     * A pipeline in parentheses as an operand: {@code ({.a} | count() > 2) && ({.b})}. Appears only
     * as the only stage of the outermost pipeline, or below one.
     */
    record WrappedPipeline(Pipeline pipeline, Position at) implements SpansetExpression {}
}
