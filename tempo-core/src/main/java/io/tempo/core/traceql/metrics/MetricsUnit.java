package io.tempo.core.traceql.metrics;

import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.Hints;
import io.tempo.core.traceql.MetricsFunction;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A pipeline and its function: what is evaluated on tables of a query, whatever is then done to its
 * series. Immutable.
 *
 * @param fields what the query reads of a span, for exemplars
 * @param extrapolated whether spans count for those left out when they were recorded
 * @param exemplars how many there may be at most
 */
record MetricsUnit(
        QueryPlan plan,
        MetricsFunction function,
        List<Field> fields,
        Sampling sampling,
        boolean extrapolated,
        int exemplars,
        MetricsRequest request) {

    static MetricsUnit of(
            Pipeline pipeline,
            MetricsFunction function,
            Hints hints,
            int exemplars,
            MetricsRequest request) {
        QueryPlan plan = QueryPlan.of(pipeline, Dialect.REFERENCE);
        Set<Field> fields = new LinkedHashSet<>();
        boolean hasExemplars =
                switch (function) {
                    case MetricsFunction.OverTime over -> {
                        fields.addAll(over.by());
                        over.argument().ifPresent(fields::add);
                        yield true;
                    }
                    case MetricsFunction.Compare compare -> false;
                };
        fields.addAll(plan.fields());
        return new MetricsUnit(
                plan,
                function,
                new ArrayList<>(fields),
                Sampling.of(hints, pipeline),
                hints.findBoolean("extrapolate").orElse(false),
                hasExemplars ? exemplars : 0,
                request);
    }

    TimeAxis axis() {
        return request.axis();
    }

    /** Nothing, to add to. */
    UnitSeries empty(SeriesMemory memory) {
        return switch (function) {
            case MetricsFunction.OverTime over -> new GroupedSeries(this, over, memory);
            case MetricsFunction.Compare compare -> new ComparedSeries(this, compare, memory);
        };
    }
}
