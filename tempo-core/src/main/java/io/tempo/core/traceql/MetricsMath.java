package io.tempo.core.traceql;

import java.util.List;

/**
 * Metrics queries in parentheses, joined by arithmetic or alone, and what is done to the result:
 * {@code ({} | rate()) * 60 > 5}.
 *
 * @param expression never a constant
 * @param postStages applied left to right
 */
public record MetricsMath(MetricsExpression expression, List<PostStage> postStages, Position at)
        implements QueryBody {

    public MetricsMath {
        postStages = List.copyOf(postStages);
    }
}
