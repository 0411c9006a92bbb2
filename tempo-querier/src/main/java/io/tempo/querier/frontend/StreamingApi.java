package io.tempo.querier.frontend;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tempo.core.search.Logfmt;
import io.tempo.core.tempopb.QueryInstantRequest;
import io.tempo.core.tempopb.QueryInstantResponse;
import io.tempo.core.tempopb.QueryRangeRequest;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.tempopb.SearchRequest;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.SearchTagValuesRequest;
import io.tempo.core.tempopb.SearchTagValuesResponse;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.SearchTagsRequest;
import io.tempo.core.tempopb.SearchTagsResponse;
import io.tempo.core.tempopb.SearchTagsV2Response;
import io.tempo.core.tempopb.StreamingQuerierGrpc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The query API as gRPC streams. A request is turned into the parameters that the HTTP API takes,
 * so that both check, default and limit alike.
 */
final class StreamingApi extends StreamingQuerierGrpc.StreamingQuerierImplBase {

    private static final Logger log = LoggerFactory.getLogger(StreamingApi.class);

    private final Executor threads;
    private final QueryTenants tenants;
    private final MessageSplitter splitter;
    private final SearchApi search;
    private final TagApi tags;
    private final MetricsApi metrics;

    StreamingApi(
            Executor threads,
            QueryTenants tenants,
            MessageSplitter splitter,
            SearchApi search,
            TagApi tags,
            MetricsApi metrics) {
        this.threads = threads;
        this.tenants = tenants;
        this.splitter = splitter;
        this.search = search;
        this.tags = tags;
        this.metrics = metrics;
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> client) {
        QueryParamsBuilder parameters = QueryParams.builder();
        add(parameters, "q", request.getQuery());
        if (request.getTagsCount() > 0) {
            parameters.add("tags", Logfmt.format(request.getTagsMap()));
        }
        addMillis(parameters, "minDuration", request.getMinDurationMs());
        addMillis(parameters, "maxDuration", request.getMaxDurationMs());
        add(parameters, "limit", request.getLimit());
        add(parameters, "spss", request.getSpansPerSpanSet());
        add(parameters, "start", request.getStart());
        add(parameters, "end", request.getEnd());
        stream(
                client,
                "traces",
                StreamedDifferences.ofSearch(),
                (caller, partial) ->
                        search.search(new Parameters(parameters.build()), caller, partial));
    }

    @Override
    public void searchTags(SearchTagsRequest request, StreamObserver<SearchTagsResponse> client) {
        stream(
                client,
                "tagNames",
                StreamedDifferences.ofNames(),
                (caller, partial) -> tags.namesV1(parameters(request), caller, partial));
    }

    @Override
    public void searchTagsV2(
            SearchTagsRequest request, StreamObserver<SearchTagsV2Response> client) {
        stream(
                client,
                "scopes",
                StreamedDifferences.ofScopedNames(),
                (caller, partial) -> tags.namesV2(parameters(request), caller, partial));
    }

    private static Parameters parameters(SearchTagsRequest request) {
        QueryParamsBuilder parameters = QueryParams.builder();
        add(parameters, "scope", request.getScope());
        add(parameters, "q", request.getQuery());
        add(parameters, "limit", request.getMaxTagsPerScope());
        add(parameters, "start", request.getStart());
        add(parameters, "end", request.getEnd());
        return new Parameters(parameters.build());
    }

    @Override
    public void searchTagValues(
            SearchTagValuesRequest request, StreamObserver<SearchTagValuesResponse> client) {
        stream(
                client,
                "tagValues",
                StreamedDifferences.ofValues(),
                (caller, partial) ->
                        tags.valuesV1(request.getTagName(), parameters(request), caller, partial));
    }

    @Override
    public void searchTagValuesV2(
            SearchTagValuesRequest request, StreamObserver<SearchTagValuesV2Response> client) {
        stream(
                client,
                "tagValues",
                StreamedDifferences.ofTypedValues(),
                (caller, partial) ->
                        tags.valuesV2(request.getTagName(), parameters(request), caller, partial));
    }

    private static Parameters parameters(SearchTagValuesRequest request) {
        QueryParamsBuilder parameters = QueryParams.builder();
        add(parameters, "q", request.getQuery());
        add(parameters, "limit", request.getMaxTagValues());
        add(parameters, "start", request.getStart());
        add(parameters, "end", request.getEnd());
        return new Parameters(parameters.build());
    }

    @Override
    public void metricsQueryRange(
            QueryRangeRequest request, StreamObserver<QueryRangeResponse> client) {
        QueryParamsBuilder parameters =
                times(request.getQuery(), request.getStart(), request.getEnd());
        if (request.getStep() != 0) {
            parameters.add("step", Long.toUnsignedString(request.getStep()) + "ns");
        }
        add(parameters, "exemplars", request.getExemplars());
        add(parameters, "maxSeries", request.getMaxSeries());
        stream(
                client,
                "series",
                message -> message,
                (caller, partial) ->
                        metrics.range(new Parameters(parameters.build()), caller, partial));
    }

    @Override
    public void metricsQueryInstant(
            QueryInstantRequest request, StreamObserver<QueryInstantResponse> client) {
        QueryParamsBuilder parameters =
                times(request.getQuery(), request.getStart(), request.getEnd());
        stream(
                client,
                "series",
                message -> message,
                (caller, partial) ->
                        metrics.instant(new Parameters(parameters.build()), caller, partial));
    }

    /** Times in nanoseconds, written so that even small ones are not taken for seconds. */
    private static QueryParamsBuilder times(String query, long startNanos, long endNanos) {
        QueryParamsBuilder parameters = QueryParams.builder();
        add(parameters, "q", query);
        addNanos(parameters, "start", startNanos);
        addNanos(parameters, "end", endNanos);
        return parameters;
    }

    private static void addNanos(QueryParamsBuilder parameters, String name, long nanos) {
        if (nanos != 0) {
            parameters.add(
                    name,
                    Long.toUnsignedString(Long.divideUnsigned(nanos, 1_000_000_000))
                            + String.format(
                                    Locale.ROOT,
                                    ".%09d",
                                    Long.remainderUnsigned(nanos, 1_000_000_000)));
        }
    }

    private static void add(QueryParamsBuilder parameters, String name, String value) {
        if (!value.isEmpty()) {
            parameters.add(name, value);
        }
    }

    /** An unsigned number; 0 is "not given". */
    private static void add(QueryParamsBuilder parameters, String name, int value) {
        if (value != 0) {
            parameters.add(name, Integer.toUnsignedString(value));
        }
    }

    private static void addMillis(QueryParamsBuilder parameters, String name, int millis) {
        if (millis != 0) {
            parameters.add(name, Integer.toUnsignedString(millis) + "ms");
        }
    }

    /** A question of the API. */
    @FunctionalInterface
    private interface Question<M> {
        Reply<M> ask(Caller caller, PartialAnswers<M> partial) throws Exception;
    }

    private <M extends Message> void stream(
            StreamObserver<M> observer,
            String list,
            Function<M, M> difference,
            Question<M> question) {
        var client = (ServerCallStreamObserver<M>) observer;
        // Cancellation is asked for while the query runs; without a handler onNext would throw.
        client.setOnCancelHandler(() -> {});
        ServiceRequestContext ctx = ServiceRequestContext.current();
        // A stream lives as long as its query, which has a time limit of its own.
        ctx.clearRequestTimeout();
        threads.execute(() -> answer(ctx, client, list, difference, question));
    }

    private <M extends Message> void answer(
            ServiceRequestContext ctx,
            ServerCallStreamObserver<M> client,
            String list,
            Function<M, M> difference,
            Question<M> question) {
        try {
            Caller caller =
                    new Caller(
                            tenants.resolve(ctx.request().headers()),
                            () -> client.isCancelled() || ctx.isCancelled());
            AnswerStream<M> stream =
                    new AnswerStream<>(client, difference, message -> split(message, list));
            stream.complete(question.ask(caller, stream).message());
        } catch (Exception | Error e) {
            Failure failure = Failure.of(e);
            if (failure.isInternal()) {
                log.error("{} failed", ctx.path(), e);
            }
            if (!client.isCancelled()) {
                client.onError(
                        Status.fromCode(failure.code())
                                .withDescription(failure.message().strip())
                                .asRuntimeException());
            }
        }
    }

    private <M extends Message> List<M> split(M message, String list) {
        return list.equals("series")
                ? splitter.split(message, list, "status", "message")
                : splitter.split(message, list);
    }
}
