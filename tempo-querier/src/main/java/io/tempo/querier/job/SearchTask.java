package io.tempo.querier.job;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchExecutor;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TagSearch;
import io.tempo.core.search.TopTraces;
import io.tempo.core.search.TraceOrder;
import io.tempo.core.search.TraceSearch;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.TraceQl;

import java.util.Map;
import java.util.Objects;

/**
 * The traces that match and come first in the search's order: the newest, or those that the hint
 * {@code order} of the query asks for. Immutable.
 */
public final class SearchTask implements Task.OfTables {

    /** Traces in reserve, see {@link #candidates}. */
    private static final int MAX_RESERVE = 200;

    private final Question question;
    private final Limits limits;
    private final TraceSearch search;
    private final TraceOrder order;

    /** What traces have to be like. */
    public sealed interface Question {

        /** A TraceQL query. */
        record TraceQlQuery(String text) implements Question {}

        /**
         * Tags that must be there, and how long the trace is.
         *
         * @param minNanos 0 for no limit
         * @param maxNanos 0 for no limit
         */
        record Tags(Map<String, String> tags, long minNanos, long maxNanos) implements Question {}
    }

    /**
     * Where to look and how much to show.
     *
     * @param startNanos first nanosecond of the window; unix time
     * @param endNanos last nanosecond of the window
     * @param traces the most traces
     * @param spansPerSpanSet the most spans of a span set; 0 for all
     * @param maxBytes memory that an answer may take
     */
    public record Limits(
            long startNanos, long endNanos, int traces, int spansPerSpanSet, long maxBytes) {}

    /**
     * A search.
     *
     * @throws io.tempo.core.traceql.TraceQlException if the query is none that finds spans
     */
    public SearchTask(Question question, Limits limits) {
        this.question = Objects.requireNonNull(question);
        this.limits = Objects.requireNonNull(limits);
        switch (question) {
            case Question.TraceQlQuery text -> {
                Query query = TraceQl.parseAndValidate(text.text());
                this.search = SearchExecutor.of(query);
                this.order = TraceOrder.of(query.hints());
            }
            case Question.Tags tags -> {
                this.search = new TagSearch(tags.tags(), tags.minNanos(), tags.maxNanos());
                this.order = TraceOrder.NEWEST;
            }
        }
    }

    public Question question() {
        return question;
    }

    public Limits limits() {
        return limits;
    }

    public TraceOrder order() {
        return order;
    }

    /**
     * How many traces to collect before those that lie in several places are put together. What a
     * trace's part says of its duration may be too little, so there are some in reserve.
     */
    public int candidates() {
        return switch (order) {
            case NEWEST -> limits.traces();
            case LONGEST ->
                    Math.clamp(
                            (long) limits.traces() + Math.min(limits.traces(), MAX_RESERVE),
                            1,
                            Integer.MAX_VALUE);
        };
    }

    @Override
    public long startNanos() {
        return limits.startNanos();
    }

    @Override
    public long endNanos() {
        return limits.endNanos();
    }

    @Override
    public TableVisitor begin(JobControl control) {
        SearchRequest request =
                new SearchRequest(
                        limits.startNanos(),
                        limits.endNanos(),
                        limits.spansPerSpanSet(),
                        control::isCancelled);
        TopTraces top = new TopTraces(order, candidates(), control::floorNanos, limits.maxBytes());
        return new TableVisitor() {
            @Override
            public void visit(TraceTable table, SearchStats stats) {
                search.evaluate(table, request, top, stats);
            }

            @Override
            public boolean isDone() {
                return false;
            }

            @Override
            public Answer answer() {
                return new Answer.Traces(top.results());
            }
        };
    }
}
