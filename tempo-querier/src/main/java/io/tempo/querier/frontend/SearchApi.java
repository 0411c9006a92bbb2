package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.tempopb.SearchMetrics;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.querier.job.SearchTask;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code /api/search}, and its stream. */
final class SearchApi {

    private final QueryFrontend frontend;
    private final QueryFrontendConfig config;
    private final Function<TenantId, QueryLimits> limits;
    private final Clock clock;

    SearchApi(
            QueryFrontend frontend,
            QueryFrontendConfig config,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        this.frontend = frontend;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    HttpResponse search(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Reply<SearchResponse> reply =
                search(
                        new Parameters(ctx.queryParams()),
                        Caller.of(ctx, tenants),
                        PartialAnswers.unwanted());
        return ResponseFormat.of(request.headers()).response(reply);
    }

    /** Answers; partial answers have the newest traces found so far. */
    Reply<SearchResponse> search(
            Parameters parameters, Caller caller, PartialAnswers<SearchResponse> partial)
            throws ApiException, InterruptedException {
        QueryLimits limit = limits.apply(caller.first());
        SearchParameters search =
                SearchParameters.parse(
                        parameters, config, limit.maxSearchDuration(), clock.instant());
        QueryContext query =
                new QueryContext(
                        caller.tenants(),
                        QueryContext.Operation.SEARCH,
                        search.query().orElseGet(() -> search.tags().toString()),
                        caller.gone(),
                        timeout(),
                        Explanation.NONE);
        SearchAnswer answer =
                frontend.search(
                        query,
                        task(search),
                        soFar -> partial.changed(() -> message(soFar.get(), limit)));
        return new Reply<>(message(answer, limit), answer.work().unreadable());
    }

    private Duration timeout() {
        Duration search = config.search().timeout();
        return search.isZero() ? config.apiTimeout() : search;
    }

    private SearchTask task(SearchParameters parameters) {
        return new SearchTask(
                parameters
                        .query()
                        .<SearchTask.Question>map(SearchTask.Question.TraceQlQuery::new)
                        .orElseGet(
                                () ->
                                        new SearchTask.Question.Tags(
                                                parameters.tags(),
                                                nanos(parameters.minDuration()),
                                                nanos(parameters.maxDuration()))),
                new SearchTask.Limits(
                        parameters.window().startNanos(),
                        parameters.window().endNanos(),
                        parameters.limit(),
                        parameters.spansPerSpanSet(),
                        frontend.maxAnswerBytes()));
    }

    private static long nanos(Optional<Duration> duration) {
        return duration.map(Duration::toNanos).orElse(0L);
    }

    private static SearchResponse message(SearchAnswer answer, QueryLimits limit) {
        SearchResponse.Builder response = SearchResponse.newBuilder();
        for (TraceMatch match : answer.traces()) {
            response.addTraces(match.toProto(limit.leftPadTraceIds()));
        }
        return response.setMetrics(metrics(answer.work())).build();
    }

    static SearchMetrics metrics(QueryWork work) {
        SearchMetrics.Builder metrics =
                SearchMetrics.newBuilder()
                        .setInspectedTraces((int) work.work().traces())
                        .setInspectedSpans(work.work().spans())
                        .setInspectedBytes(work.work().bytes())
                        .setTotalBlocks(work.blocks())
                        .setTotalBlockBytes(work.blockBytes())
                        .setTotalJobs(work.jobs())
                        .setCompletedJobs(work.completedJobs());
        if (!work.unreadable().isEmpty()) {
            metrics.putAdditionalMetrics("failedJobs", (long) work.jobs() - work.completedJobs());
        }
        return metrics.build();
    }
}
