package io.tempo.querier.job;

import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.TagQuery;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import java.util.List;

/** Which spans a question about tags is about. Immutable. */
public final class SpanFilter {

    /** All spans. */
    public static final SpanFilter ALL = new SpanFilter("", null);

    private final String text;
    private final QueryPlan plan;

    private SpanFilter(String text, QueryPlan plan) {
        this.text = text;
        this.plan = plan;
    }

    /**
     * What a query, maybe half-written, can filter by.
     *
     * @param maxConditionGroups alternatives that the filter may have
     * @throws TagQuery.TooManyGroupsException if it has more
     */
    public static SpanFilter of(String text, int maxConditionGroups) {
        return TagQuery.parse(text, maxConditionGroups)
                .filter()
                .map(
                        filter ->
                                new SpanFilter(
                                        text,
                                        QueryPlan.of(
                                                new Pipeline(List.of(filter), filter.at()),
                                                Dialect.REFERENCE)))
                .orElse(ALL);
    }

    /** As it was written; "" for all spans. */
    public String text() {
        return text;
    }

    /** Null for all spans. */
    QueryPlan plan() {
        return plan;
    }
}
