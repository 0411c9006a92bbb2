package io.tempo.core.traceql;

/**
 * What stands on one side of an operator outside of braces. Which body a query has shows only
 * behind its first operand, so operands are parsed first and told apart afterwards.
 */
sealed interface Operand {

    /** Where it starts. */
    Position at();

    /** Named in messages. */
    String describe();

    /**
     * A plain spanset expression.
     *
     * @param grouped whether it stands in parentheses
     */
    record Spanset(SpansetExpression expression, boolean grouped, Position at) implements Operand {

        @Override
        public String describe() {
            return "a spanset";
        }
    }

    /** A pipeline in parentheses, or such joined by operators. */
    record Wrapped(SpansetExpression expression, Position at) implements Operand {

        @Override
        public String describe() {
            return "a pipeline in parentheses";
        }
    }

    /**
     * An aggregate, or arithmetic with one.
     *
     * @param grouped whether it stands in parentheses
     */
    record Scalar(ScalarExpression expression, boolean grouped, Position at) implements Operand {

        @Override
        public String describe() {
            return "an aggregate";
        }
    }

    /** A folded constant: int, float or duration. */
    record Constant(Static value, Position at) implements Operand {

        @Override
        public String describe() {
            return "a constant";
        }
    }

    /** A pipeline that ends in an aggregate, in parentheses, or such joined by arithmetic. */
    record PipelineScalar(ScalarExpression expression, Position at) implements Operand {

        @Override
        public String describe() {
            return "the aggregate of a pipeline in parentheses";
        }
    }

    /** A metrics query in parentheses, or such joined by arithmetic. */
    record Metrics(MetricsExpression expression, Position at) implements Operand {

        @Override
        public String describe() {
            return "a metrics query in parentheses";
        }
    }
}
