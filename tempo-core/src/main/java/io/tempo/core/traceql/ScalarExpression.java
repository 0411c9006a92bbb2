package io.tempo.core.traceql;

import java.util.Optional;

/** One side of a {@link Stage.ScalarFilter}: a number computed from a spanset, or a constant. */
public sealed interface ScalarExpression
        permits ScalarExpression.Aggregate,
                ScalarExpression.ScalarOperation,
                ScalarExpression.ScalarLiteral,
                ScalarExpression.PipelineAggregate {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /**
     * An aggregate over the spans of a spanset: {@code count()}, {@code max(duration)}.
     *
     * @param argument what is aggregated; empty for {@code count()} and only then
     */
    record Aggregate(AggregateFunction function, Optional<FieldExpression> argument, Position at)
            implements ScalarExpression {}

    /**
     * Arithmetic with at least one aggregate below it.
     *
     * @param operator one of {@code + - * / % ^}
     */
    record ScalarOperation(
            Operator operator, ScalarExpression left, ScalarExpression right, Position at)
            implements ScalarExpression {}

    /** A constant, already folded: int, float or duration. */
    record ScalarLiteral(Static value, Position at) implements ScalarExpression {}

    /** The aggregate at the end of a pipeline in parentheses: {@code ({.a} | count())}. */
    record PipelineAggregate(Pipeline pipeline, Aggregate aggregate, Position at)
            implements ScalarExpression {}
}
