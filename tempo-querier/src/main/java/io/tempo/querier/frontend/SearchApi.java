package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.tempopb.SearchMetrics;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.traceql.TraceQl;
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
        Parameters parameters = new Parameters(ctx.queryParams());
        Caller caller = Caller.of(ctx, tenants);
        ResponseFormat format = ResponseFormat.of(request.headers());
        return parameters.bool(Explained.PARAMETER, false)
                ? explained(parameters, caller).response(format)
                : format.response(search(parameters, caller, PartialAnswers.unwanted()));
    }

    /** Answers; partial answers have the best traces found so far. */
    Reply<SearchResponse> search(
            Parameters parameters, Caller caller, PartialAnswers<SearchResponse> partial)
            throws ApiException, InterruptedException {
        SearchParameters search = parse(parameters, caller);
        return search(search, task(search), caller, partial, Explanation.NONE);
    }

    /** Answers, and reports what was looked at. */
    Explained<SearchResponse> explained(Parameters parameters, Caller caller)
            throws ApiException, InterruptedException {
        SearchParameters search = parse(parameters, caller);
        SearchTask task = task(search);
        QueryReport report = new QueryReport(task.startNanos(), task.endNanos());
        Reply<SearchResponse> reply =
                search(search, task, caller, PartialAnswers.unwanted(), report);
        List<String> settings =
                List.of(
                        "at most "
                                + search.limit()
                                + " traces, "
                                + switch (task.order()) {
                                    case NEWEST -> "the newest";
                                    case LONGEST -> "the longest";
                                },
                        "at most " + search.spansPerSpanSet() + " spans shown of each span set");
        return new Explained<>(reply, ReportJson.of(outline(search), settings, report));
    }

    private static QueryOutline outline(SearchParameters search) {
        return search.query()
                .map(text -> QueryOutline.of(TraceQl.parse(text)))
                .orElseGet(
                        () ->
                                QueryOutline.ofTags(
                                        search.tags(), search.minDuration(), search.maxDuration()));
    }

    private SearchParameters parse(Parameters parameters, Caller caller) throws ApiException {
        return SearchParameters.parse(
                parameters,
                config,
                limits.apply(caller.first()).maxSearchDuration(),
                clock.instant());
    }

    private Reply<SearchResponse> search(
            SearchParameters search,
            SearchTask task,
            Caller caller,
            PartialAnswers<SearchResponse> partial,
            Explanation explanation)
            throws InterruptedException {
        QueryLimits limit = limits.apply(caller.first());
        QueryContext query =
                new QueryContext(
                        caller.tenants(),
                        QueryContext.Operation.SEARCH,
                        search.query().orElseGet(() -> search.tags().toString()),
                        caller.gone(),
                        timeout(),
                        explanation);
        SearchAnswer answer =
                frontend.search(
                        query, task, soFar -> partial.changed(() -> message(soFar.get(), limit)));
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
