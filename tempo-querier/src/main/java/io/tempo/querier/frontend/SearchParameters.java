package io.tempo.querier.frontend;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.search.Logfmt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code /api/search} is asked.
 *
 * @param query TraceQL; empty if the search is by tags, or by nothing at all
 * @param tags tags that must be there
 * @param minDuration of the trace
 * @param maxDuration of the trace
 * @param limit traces
 * @param spansPerSpanSet spans shown of each span set
 */
record SearchParameters(
        Optional<String> query,
        Map<String, String> tags,
        Optional<Duration> minDuration,
        Optional<Duration> maxDuration,
        int limit,
        int spansPerSpanSet,
        TimeWindow window) {

    private static final int DEFAULT_SPANS_PER_SPAN_SET = 3;

    /**
     * Reads and checks the parameters.
     *
     * @param maxDuration the longest time range of the tenant; zero for any
     */
    static SearchParameters parse(
            Parameters parameters, QueryFrontendConfig config, Duration maxDuration, Instant now)
            throws ApiException {
        QueryFrontendConfig.Search search = config.search();
        Optional<String> query = parameters.text("q");
        Optional<String> tagText = parameters.text("tags");
        if (query.isPresent() && tagText.isPresent()) {
            throw ApiException.badRequest(
                    "invalid request: can't specify tags and q in the same query");
        }
        if (query.isPresent()) {
            checkSize(query.get(), config);
        }
        Optional<Duration> min = Optional.empty();
        Optional<Duration> max = Optional.empty();
        if (query.isEmpty()) {
            min = parameters.duration("minDuration");
            max = parameters.duration("maxDuration");
            if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
                throw ApiException.badRequest(
                        "invalid maxDuration: must be greater than minDuration");
            }
        }
        TimeWindow window =
                TimeWindow.parse(
                        parameters,
                        now,
                        search.queryBackendAfter(),
                        config.queryEndCutoff(),
                        maxDuration.isZero() ? search.maxDuration() : maxDuration);
        return new SearchParameters(
                query,
                tags(tagText),
                min,
                max,
                limit(parameters, search),
                spansPerSpanSet(parameters, search),
                window);
    }

    private static Map<String, String> tags(Optional<String> text) throws ApiException {
        try {
            return text.isPresent() ? Logfmt.parse(text.get()) : Map.of();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid tags: " + e.getMessage());
        }
    }

    /** Refuses a query text that is longer than the limit. */
    static void checkSize(String query, QueryFrontendConfig config) throws ApiException {
        int most = config.maxQueryExpressionSizeBytes();
        if (most > 0 && query.length() > most) {
            throw ApiException.badRequest(
                    "the TraceQL query is "
                            + query.length()
                            + " bytes long: at most "
                            + most
                            + " are accepted (max_query_expression_size_bytes)");
        }
    }

    private static int limit(Parameters parameters, QueryFrontendConfig.Search search)
            throws ApiException {
        long limit = parameters.number("limit", 0xFFFFFFFFL, search.defaultResultLimit());
        if (limit == 0) {
            throw ApiException.badRequest("invalid limit: must be a positive number");
        }
        if (search.maxResultLimit() > 0 && limit > search.maxResultLimit()) {
            throw ApiException.badRequest(
                    "limit " + limit + " exceeds max limit " + search.maxResultLimit());
        }
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    private static int spansPerSpanSet(Parameters parameters, QueryFrontendConfig.Search search)
            throws ApiException {
        long spans = parameters.number("spss", 0xFFFFFFFFL, search.defaultSpansPerSpanSet());
        if (search.maxSpansPerSpanSet() > 0 && spans > search.maxSpansPerSpanSet()) {
            throw ApiException.badRequest(
                    "spans per span set exceeds "
                            + search.maxSpansPerSpanSet()
                            + ". received "
                            + spans);
        }
        return spans == 0 ? DEFAULT_SPANS_PER_SPAN_SET : (int) Math.min(spans, Integer.MAX_VALUE);
    }
}
