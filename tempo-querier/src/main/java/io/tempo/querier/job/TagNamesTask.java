package io.tempo.querier.job;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TagNames;

import java.util.Set;

/**
 * The keys of attributes.
 *
 * @param scopes whose keys
 * @param filter only spans that it finds count
 * @param limitPerScope enough of a scope; 0 for no limit
 * @param maxBytes enough in all; 0 for no limit
 * @param startNanos first nanosecond of the window; unix time
 * @param endNanos last nanosecond of the window
 */
public record TagNamesTask(
        Set<AttributeScope> scopes,
        SpanFilter filter,
        int limitPerScope,
        long maxBytes,
        long startNanos,
        long endNanos)
        implements Task.OfTables {

    public TagNamesTask {
        scopes = Set.copyOf(scopes);
    }

    /** Collects names with the limits of this. */
    public TagNames collector() {
        return new TagNames(scopes, filter.plan(), limitPerScope, maxBytes);
    }

    @Override
    public TableVisitor begin(JobControl control) {
        TagNames names = collector();
        SearchRequest request = new SearchRequest(startNanos, endNanos, 0, control::isCancelled);
        return new TableVisitor() {
            @Override
            public void visit(TraceTable table, SearchStats stats) {
                names.collect(table, request, stats);
            }

            @Override
            public boolean isDone() {
                return names.isFull();
            }

            @Override
            public Answer answer() {
                return new Answer.Names(names.names());
            }
        };
    }
}
