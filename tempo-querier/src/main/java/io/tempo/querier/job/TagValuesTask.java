package io.tempo.querier.job;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TagValues;
import io.tempo.core.traceql.FieldExpression;

/**
 * The values of a tag.
 *
 * @param field whose values
 * @param filter only spans that it finds count
 * @param limit enough; 0 for no limit
 * @param maxBytes enough; 0 for no limit
 * @param startNanos first nanosecond of the window; unix time
 * @param endNanos last nanosecond of the window
 */
public record TagValuesTask(
        FieldExpression.Field field,
        SpanFilter filter,
        int limit,
        long maxBytes,
        long startNanos,
        long endNanos)
        implements Task.OfTables {

    /** Collects values with the limits of this. */
    public TagValues collector() {
        return new TagValues(field, filter.plan(), limit, maxBytes);
    }

    @Override
    public TableVisitor begin(JobControl control) {
        TagValues values = collector();
        SearchRequest request = new SearchRequest(startNanos, endNanos, 0, control::isCancelled);
        return new TableVisitor() {
            @Override
            public void visit(TraceTable table, SearchStats stats) {
                values.collect(table, request, stats);
            }

            @Override
            public boolean isDone() {
                return values.isFull();
            }

            @Override
            public Answer answer() {
                return new Answer.Values(values.values());
            }
        };
    }
}
