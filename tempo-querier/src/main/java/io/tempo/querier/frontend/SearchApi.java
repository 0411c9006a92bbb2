package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.search.SearchExecutor;
import io.tempo.core.search.TagSearch;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.search.TraceSearch;
import io.tempo.core.tempopb.SearchMetrics;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.traceql.TraceQl;
import io.tempo.querier.Querier;
import io.tempo.querier.QueryWork;
import io.tempo.querier.SearchAnswer;
import io.tempo.querier.SearchQuestion;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** {@code /api/search}. */
final class SearchApi {

    private final Querier querier;
    private final QueryFrontendConfig config;
    private final Function<TenantId, QueryLimits> limits;
    private final Clock clock;

    SearchApi(
            Querier querier,
            QueryFrontendConfig config,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        this.querier = querier;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    HttpResponse search(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        QueryLimits limit = limits.apply(tenants.getFirst());
        SearchParameters parameters =
                SearchParameters.parse(
                        new Parameters(ctx.queryParams()),
                        config,
                        limit.maxSearchDuration(),
                        clock.instant());
        SearchAnswer answer =
                querier.search(
                        tenants,
                        new SearchQuestion(
                                search(parameters),
                                parameters.window().startNanos(),
                                parameters.window().endNanos(),
                                parameters.limit(),
                                parameters.spansPerSpanSet(),
                                ctx::isCancelled));
        SearchResponse.Builder response = SearchResponse.newBuilder();
        for (TraceMatch match : answer.traces()) {
            response.addTraces(match.toProto(limit.leftPadTraceIds()));
        }
        response.setMetrics(metrics(answer.work()));
        return ResponseFormat.of(request.headers())
                .response(response.build(), answer.work().unreadable());
    }

    private static TraceSearch search(SearchParameters parameters) {
        if (parameters.query().isPresent()) {
            return SearchExecutor.of(TraceQl.parseAndValidate(parameters.query().get()));
        }
        return new TagSearch(
                parameters.tags(),
                parameters.minDuration().map(Duration::toNanos).orElse(0L),
                parameters.maxDuration().map(Duration::toNanos).orElse(0L));
    }

    static SearchMetrics metrics(QueryWork work) {
        SearchMetrics.Builder metrics =
                SearchMetrics.newBuilder()
                        .setInspectedTraces((int) work.inspectedTraces())
                        .setInspectedSpans(work.inspectedSpans())
                        .setInspectedBytes(work.inspectedBytes())
                        .setTotalBlocks(work.blocks())
                        .setTotalBlockBytes(work.blockBytes())
                        .setTotalJobs(work.pieces())
                        .setCompletedJobs(work.completedPieces());
        if (!work.unreadable().isEmpty()) {
            metrics.putAdditionalMetrics(
                    "failedJobs", (long) work.pieces() - work.completedPieces());
        }
        return metrics.build();
    }
}
