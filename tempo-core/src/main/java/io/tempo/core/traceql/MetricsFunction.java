package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;

import java.util.List;
import java.util.Optional;

/** The last stage of a metrics pipeline. */
public sealed interface MetricsFunction permits MetricsFunction.OverTime, MetricsFunction.Compare {

    /** Where it starts. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /**
     * Any function but {@code compare}.
     *
     * @param argument what is measured; present exactly when {@link
     *     MetricsFunctionName#hasArgument}
     * @param quantiles for {@code quantile_over_time}, in the written order, at least one;
     *     otherwise empty
     * @param by the grouping, in the written order; may be empty
     */
    record OverTime(
            MetricsFunctionName function,
            Optional<Field> argument,
            List<Double> quantiles,
            List<Field> by,
            Position at)
            implements MetricsFunction {

        public OverTime {
            quantiles = List.copyOf(quantiles);
            by = List.copyOf(by);
        }
    }

    /**
     * {@code compare({filter}, topN, start, end)}: which values are more frequent among the spans
     * that the filter selects.
     *
     * @param filter decides between selection and baseline
     * @param topN values to return for each attribute; 10 where not given
     * @param startNanos start of the selection, exclusive, unix time; 0 with {@code endNanos} 0 is
     *     no time limit
     * @param endNanos end of the selection, inclusive, unix time
     */
    record Compare(SpansetFilter filter, long topN, long startNanos, long endNanos, Position at)
            implements MetricsFunction {

        /** {@link #topN} where the query gives none. */
        public static final long DEFAULT_TOP_N = 10;
    }
}
