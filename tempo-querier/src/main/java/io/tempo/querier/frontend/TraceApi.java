package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.config.QueryFrontendConfig;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.Trace;
import io.tempo.core.tempopb.TraceByIDMetrics;
import io.tempo.core.tempopb.TraceByIDResponse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** {@code /api/traces/{id}} and {@code /api/v2/traces/{id}}. */
final class TraceApi {

    private static final String ID = "traceID";
    private static final String RESOURCE_SPANS = "\"resourceSpans\"";

    private final QueryFrontend frontend;
    private final QueryFrontendConfig config;
    private final ToLongFunction<TenantId> maxBytes;

    /**
     * The endpoints.
     *
     * @param maxBytes how large a tenant's traces may become; 0: no limit
     */
    TraceApi(
            QueryFrontend frontend, QueryFrontendConfig config, ToLongFunction<TenantId> maxBytes) {
        this.frontend = frontend;
        this.config = config;
        this.maxBytes = maxBytes;
    }

    /**
     * The first version: nothing found is 404. What is missing from the trace is said in the header
     * {@link ResponseFormat#PARTIAL_HEADER}.
     */
    HttpResponse v1(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        Caller caller = Caller.of(ctx, tenants);
        TraceQuery query =
                query(ctx.pathParam(ID), new Parameters(ctx.queryParams()), caller.tenants());
        TraceAnswer answer = find(caller, query);
        if (answer.trace().getResourceSpansCount() == 0 && !answer.tooLarge()) {
            if (!answer.unreadable().isEmpty()) {
                throw new ApiException(
                        HttpStatus.INTERNAL_SERVER_ERROR,
                        "the trace was not found, but not all blocks could be read: "
                                + String.join("; ", answer.unreadable()));
            }
            return HttpResponse.of(ResponseHeaders.of(HttpStatus.NOT_FOUND));
        }
        List<String> missing = new ArrayList<>();
        if (answer.tooLarge()) {
            missing.add(tooLarge(query));
        }
        missing.addAll(answer.unreadable());
        Trace trace = trace(answer.trace());
        ResponseFormat format = ResponseFormat.of(request.headers());
        if (format == ResponseFormat.PROTOBUF) {
            return format.response(trace, missing);
        }
        String json = ProtoJson.print(trace);
        int at = json.indexOf(RESOURCE_SPANS);
        String renamed =
                at < 0
                        ? json
                        : json.substring(0, at)
                                + "\"batches\""
                                + json.substring(at + RESOURCE_SPANS.length());
        return format.response(HttpData.ofUtf8(renamed), missing);
    }

    /** The second version: always 200; what is missing from the trace is said beside it. */
    HttpResponse v2(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        TraceByIDResponse response =
                v2(ctx.pathParam(ID), new Parameters(ctx.queryParams()), Caller.of(ctx, tenants));
        return LlmFormat.isAskedFor(request.headers())
                ? LlmFormat.response(LlmFormat.trace(response), List.of())
                : ResponseFormat.of(request.headers()).response(response);
    }

    /** The second version's answer; a trace without spans if there is none. */
    TraceByIDResponse v2(String id, Parameters parameters, Caller caller)
            throws ApiException, InterruptedException {
        TraceQuery query = query(id, parameters, caller.tenants());
        Optional<TraceFilter> filter = TraceFilter.parse(parameters);
        TraceAnswer answer = find(caller, query);
        List<String> messages = new ArrayList<>();
        if (answer.tooLarge()) {
            messages.add(tooLarge(query));
        }
        TracesData trace = answer.trace();
        if (filter.isPresent() && trace.getResourceSpansCount() > 0) {
            TracesData filtered = filter.get().apply(trace);
            if (filtered != trace) {
                messages.add(
                        "Trace filtered, only a subset of spans matching the filter is returned");
            }
            trace = filtered;
        }
        for (String unreadable : answer.unreadable()) {
            messages.add("A block could not be read, the trace may be incomplete: " + unreadable);
        }
        TraceByIDResponse.Builder response =
                TraceByIDResponse.newBuilder()
                        .setTrace(trace(trace))
                        .setMetrics(TraceByIDMetrics.getDefaultInstance());
        if (!messages.isEmpty()) {
            response.setStatus(PartialStatus.PARTIAL).setMessage(String.join("; ", messages));
        }
        return response.build();
    }

    private static String tooLarge(TraceQuery query) {
        return "Trace exceeds maximum size of "
                + query.maxBytes()
                + " bytes, a partial trace is returned";
    }

    private TraceAnswer find(Caller caller, TraceQuery query) throws InterruptedException {
        return frontend.findTrace(
                new QueryContext(
                        caller.tenants(),
                        QueryContext.Operation.TRACES,
                        query.id().toHex(),
                        caller.gone(),
                        config.apiTimeout(),
                        Explanation.NONE),
                query);
    }

    private static Trace trace(TracesData data) {
        return Trace.newBuilder().addAllResourceSpans(data.getResourceSpansList()).build();
    }

    private TraceQuery query(String text, Parameters parameters, List<TenantId> tenants)
            throws ApiException {
        TraceId id;
        try {
            id = TraceId.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
        TraceQuery.Where where =
                switch (parameters.text("mode").orElse("all")) {
                    case "all" -> TraceQuery.Where.EVERYWHERE;
                    case "ingesters" -> TraceQuery.Where.RECENT_ONLY;
                    case "blocks", "external" -> TraceQuery.Where.BLOCKS_ONLY;
                    default ->
                            throw ApiException.badRequest(
                                    "invalid value for mode "
                                            + Parameters.shown(parameters.text("mode").orElse(""))
                                            + ": expected all, ingesters, blocks or external");
                };
        long most = tenants.stream().mapToLong(maxBytes).max().orElse(0);
        if (where == TraceQuery.Where.RECENT_ONLY) {
            return new TraceQuery(id, where, Long.MIN_VALUE, Long.MAX_VALUE, most);
        }
        boolean hasStart = parameters.text("start").isPresent();
        boolean hasEnd = parameters.text("end").isPresent();
        long start = parameters.number("start", Long.MAX_VALUE, 0);
        long end = parameters.number("end", Long.MAX_VALUE, 0);
        if (hasStart && hasEnd && end <= start) {
            throw ApiException.badRequest(
                    "http parameter start must be before end. received start="
                            + start
                            + " end="
                            + end);
        }
        return new TraceQuery(
                id,
                where,
                hasStart ? nanos(start) : Long.MIN_VALUE,
                hasEnd ? nanos(end) : Long.MAX_VALUE,
                most);
    }

    private static long nanos(long seconds) {
        return seconds > Long.MAX_VALUE / 1_000_000_000L
                ? Long.MAX_VALUE
                : seconds * 1_000_000_000L;
    }
}
