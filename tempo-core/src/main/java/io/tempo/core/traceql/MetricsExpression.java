package io.tempo.core.traceql;

import java.util.List;

/** An operand of {@link MetricsMath}. */
public sealed interface MetricsExpression
        permits MetricsExpression.MetricsQuery,
                MetricsExpression.MetricsOperation,
                MetricsExpression.MetricsConstant {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /** A pipeline, the function that turns its spans into series, and what is done to these. */
    record MetricsQuery(
            Pipeline pipeline, MetricsFunction function, List<PostStage> postStages, Position at)
            implements MetricsExpression, QueryBody {

        public MetricsQuery {
            postStages = List.copyOf(postStages);
        }

        @Override
        public String text() {
            return CanonicalText.of((QueryBody) this);
        }
    }

    /**
     * Arithmetic; at most one operand is a {@link MetricsConstant}.
     *
     * @param operator one of {@code + - * /}
     */
    record MetricsOperation(
            Operator operator, MetricsExpression left, MetricsExpression right, Position at)
            implements MetricsExpression {}

    /** A constant, already folded: int or float. */
    record MetricsConstant(Static value, Position at) implements MetricsExpression {}
}
