package io.tempo.querier.frontend;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.config.GoDuration;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.QueryInstantResponse;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.metrics.Series;
import io.tempo.querier.job.SeriesTask;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** {@code /api/metrics/query_range} and {@code /api/metrics/query}, and their streams. */
final class MetricsApi {

    private final QueryFrontend frontend;
    private final QueryFrontendConfig config;
    private final Function<TenantId, QueryLimits> limits;
    private final Clock clock;

    MetricsApi(
            QueryFrontend frontend,
            QueryFrontendConfig config,
            Function<TenantId, QueryLimits> limits,
            Clock clock) {
        this.frontend = frontend;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    /** Always answers in JSON, whatever is accepted, as clients expect. */
    HttpResponse range(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        Caller caller = Caller.of(ctx, tenants);
        return parameters.bool(Explained.PARAMETER, false)
                ? explainedRange(parameters, caller).response(ResponseFormat.JSON)
                : json(range(parameters, caller, PartialAnswers.unwanted()));
    }

    /** Always answers in JSON, whatever is accepted, as clients expect. */
    HttpResponse instant(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Parameters parameters = new Parameters(ctx.queryParams());
        Caller caller = Caller.of(ctx, tenants);
        return parameters.bool(Explained.PARAMETER, false)
                ? explainedInstant(parameters, caller).response(ResponseFormat.JSON)
                : json(instant(parameters, caller, PartialAnswers.unwanted()));
    }

    private static HttpResponse json(Reply<? extends Message> reply) {
        return ResponseFormat.JSON.response(reply);
    }

    /**
     * Answers with a value for each interval; partial answers have the values of intervals that are
     * complete and that earlier ones did not have.
     */
    Reply<QueryRangeResponse> range(
            Parameters parameters, Caller caller, PartialAnswers<QueryRangeResponse> partial)
            throws ApiException, InterruptedException {
        return range(parseRange(parameters, caller), caller, partial, Explanation.NONE);
    }

    /** Answers with a value for each interval, and reports what was looked at. */
    Explained<QueryRangeResponse> explainedRange(Parameters parameters, Caller caller)
            throws ApiException, InterruptedException {
        MetricsParameters question = parseRange(parameters, caller);
        QueryReport report = report(question);
        Reply<QueryRangeResponse> reply =
                range(question, caller, PartialAnswers.unwanted(), report);
        return new Explained<>(reply, json(question, report));
    }

    private MetricsParameters parseRange(Parameters parameters, Caller caller) throws ApiException {
        return MetricsParameters.parseRange(
                parameters,
                config,
                limits.apply(caller.first()).maxMetricsDuration(),
                clock.instant());
    }

    private Reply<QueryRangeResponse> range(
            MetricsParameters question,
            Caller caller,
            PartialAnswers<QueryRangeResponse> partial,
            Explanation explanation)
            throws InterruptedException {
        Growth growth = new Growth(question.axis().intervals());
        MetricsAnswer answer =
                ask(
                        question,
                        caller,
                        soFar -> partial.changed(() -> growth.message(soFar.get())),
                        explanation);
        return new Reply<>(
                message(answer, 0, answer.axis().intervals()), answer.work().unreadable());
    }

    /** Answers with one value for the whole time; partial answers have none yet. */
    Reply<QueryInstantResponse> instant(
            Parameters parameters, Caller caller, PartialAnswers<QueryInstantResponse> partial)
            throws ApiException, InterruptedException {
        return instant(parseInstant(parameters, caller), caller, partial, Explanation.NONE);
    }

    /** Answers with one value for the whole time, and reports what was looked at. */
    Explained<QueryInstantResponse> explainedInstant(Parameters parameters, Caller caller)
            throws ApiException, InterruptedException {
        MetricsParameters question = parseInstant(parameters, caller);
        QueryReport report = report(question);
        Reply<QueryInstantResponse> reply =
                instant(question, caller, PartialAnswers.unwanted(), report);
        return new Explained<>(reply, json(question, report));
    }

    private MetricsParameters parseInstant(Parameters parameters, Caller caller)
            throws ApiException {
        return MetricsParameters.parseInstant(
                parameters,
                config,
                limits.apply(caller.first()).maxMetricsDuration(),
                clock.instant());
    }

    private Reply<QueryInstantResponse> instant(
            MetricsParameters question,
            Caller caller,
            PartialAnswers<QueryInstantResponse> partial,
            Explanation explanation)
            throws InterruptedException {
        MetricsAnswer answer =
                ask(
                        question,
                        caller,
                        soFar ->
                                partial.changed(
                                        () ->
                                                QueryInstantResponse.newBuilder()
                                                        .setMetrics(
                                                                SearchApi.metrics(
                                                                        soFar.get().work()))
                                                        .build()),
                        explanation);
        QueryInstantResponse.Builder response =
                QueryInstantResponse.newBuilder().setMetrics(SearchApi.metrics(answer.work()));
        for (Series series : answer.series()) {
            response.addSeries(series.toInstantSeries());
        }
        if (answer.truncated()) {
            response.setStatus(PartialStatus.PARTIAL).setMessage(truncated(answer));
        }
        return new Reply<>(response.build(), answer.work().unreadable());
    }

    private static QueryReport report(MetricsParameters question) {
        return new QueryReport(question.axis().startNanos(), question.axis().endNanos());
    }

    private static ObjectNode json(MetricsParameters question, QueryReport report) {
        List<String> settings = new ArrayList<>();
        settings.add(
                question.instant()
                        ? "one value for the whole window"
                        : question.axis().intervals()
                                + " intervals of "
                                + GoDuration.format(question.axis().stepNanos()));
        if (question.maxExemplars() > 0) {
            settings.add("at most " + question.maxExemplars() + " exemplars");
        }
        if (question.maxSeries() > 0) {
            settings.add("at most " + question.maxSeries() + " series");
        }
        return ReportJson.of(QueryOutline.of(TraceQl.parse(question.query())), settings, report);
    }

    private MetricsAnswer ask(
            MetricsParameters question,
            Caller caller,
            PartialAnswers<MetricsAnswer> partial,
            Explanation explanation)
            throws InterruptedException {
        QueryContext query =
                new QueryContext(
                        caller.tenants(),
                        QueryContext.Operation.METRICS,
                        question.query(),
                        caller.gone(),
                        config.apiTimeout(),
                        explanation);
        SeriesTask task =
                new SeriesTask(question.query(), question.request(frontend.maxAnswerBytes()));
        return frontend.metrics(query, task, question.maxSeries(), partial);
    }

    /** What of a growing answer has been sent: it grows towards the past. */
    private static final class Growth {

        private int sentFrom;

        Growth(int intervals) {
            sentFrom = intervals;
        }

        QueryRangeResponse message(MetricsAnswer soFar) {
            int to = sentFrom;
            sentFrom = Math.min(to, soFar.fromInterval());
            return MetricsApi.message(soFar, sentFrom, to);
        }
    }

    private static QueryRangeResponse message(MetricsAnswer answer, int from, int to) {
        QueryRangeResponse.Builder response =
                QueryRangeResponse.newBuilder().setMetrics(SearchApi.metrics(answer.work()));
        if (from < to) {
            for (Series series : answer.series()) {
                var message = series.toTimeSeries(answer.axis(), from, to);
                if (message.getSamplesCount() > 0) {
                    response.addSeries(message);
                }
            }
        }
        if (answer.truncated()) {
            response.setStatus(PartialStatus.PARTIAL).setMessage(truncated(answer));
        }
        return response.build();
    }

    /** Clients of the reference look for this text. */
    private static String truncated(MetricsAnswer answer) {
        return "Response exceeds maximum series limit of "
                + answer.series().size()
                + ", a partial response is returned. Warning: the accuracy of each individual value"
                + " is not guaranteed.";
    }
}
