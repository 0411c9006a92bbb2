package io.tempo.querier.frontend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.Trace;
import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.querier.frontend.diff.TraceComparison;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.ToLongFunction;

/** {@code /api/v2/traces/diff}: how two traces differ. */
final class TraceDiffApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long MAX_REQUEST_BYTES = 64 << 10;

    private final TraceApi traces;
    private final ToLongFunction<TenantId> maxBytes;

    /**
     * The endpoint.
     *
     * @param maxBytes how large both traces together may be; 0: no limit
     */
    TraceDiffApi(TraceApi traces, ToLongFunction<TenantId> maxBytes) {
        this.traces = traces;
        this.maxBytes = maxBytes;
    }

    /**
     * One of the two traces.
     *
     * @param role {@code base} or {@code compare}
     * @param start unix seconds; "" for no limit
     * @param end unix seconds; "" for no limit
     */
    record Side(String role, String traceId, String start, String end) {}

    HttpResponse diff(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        if (request.method() != HttpMethod.POST) {
            return ApiHandler.text(HttpStatus.METHOD_NOT_ALLOWED, "Method Not Allowed");
        }
        ctx.setMaxRequestLength(MAX_REQUEST_BYTES);
        String body;
        try {
            body = request.aggregate().join().contentUtf8();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ContentTooLargeException) {
                throw new ApiException(
                        HttpStatus.REQUEST_ENTITY_TOO_LARGE, "http: request body too large");
            }
            throw e;
        }
        JsonNode question = parse(body);
        ObjectNode answer =
                diff(
                        side(question, "base"),
                        side(question, "compare"),
                        format(question.path("format").asText()),
                        Caller.of(ctx, tenants));
        return ResponseFormat.JSON.response(HttpData.ofUtf8(answer.toString()), List.of());
    }

    /** Fetches both traces and compares them. */
    ObjectNode diff(Side base, Side compare, TraceComparison.Format format, Caller caller)
            throws ApiException, InterruptedException {
        id(base);
        id(compare);
        Trace a = fetch(base, caller);
        Trace b = fetch(compare, caller);
        long most = caller.tenants().stream().mapToLong(maxBytes).max().orElse(0);
        if (most > 0 && (long) a.getSerializedSize() + b.getSerializedSize() > most) {
            throw new ApiException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    "both traces together are larger than " + most + " bytes");
        }
        return new TraceComparison(
                        id(base), a.getResourceSpansList(), id(compare), b.getResourceSpansList())
                .json(format);
    }

    private static JsonNode parse(String body) throws ApiException {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("the request is no JSON: " + e.getOriginalMessage());
        }
        throw ApiException.badRequest(
                "expected a JSON object with base and compare, each with a traceId");
    }

    /** The format of that name; the patch if there is no name. */
    static TraceComparison.Format format(String name) throws ApiException {
        try {
            return name.isEmpty() ? TraceComparison.Format.PATCH : TraceComparison.Format.of(name);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(
                    "invalid format " + Parameters.quoted(name) + ": " + e.getMessage());
        }
    }

    private static Side side(JsonNode question, String role) {
        JsonNode side = question.path(role);
        return new Side(
                role,
                side.path("traceId").asText(),
                side.path("start").asText(),
                side.path("end").asText());
    }

    private Trace fetch(Side side, Caller caller) throws ApiException, InterruptedException {
        QueryParamsBuilder parameters = QueryParams.builder();
        if (!side.start.isEmpty()) {
            parameters.add("start", side.start);
        }
        if (!side.end.isEmpty()) {
            parameters.add("end", side.end);
        }
        TraceByIDResponse response;
        try {
            response = traces.v2(side.traceId, new Parameters(parameters.build()), caller);
        } catch (ApiException e) {
            throw new ApiException(
                    e.status(),
                    e.getMessage().replace("http parameter start", side.role + ".start"));
        }
        if (response.getStatus() == PartialStatus.PARTIAL) {
            throw new ApiException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "fetch "
                            + side.role
                            + " trace: trace "
                            + side.traceId
                            + ": partial traces cannot be diffed");
        }
        if (response.getTrace().getResourceSpansCount() == 0) {
            throw new ApiException(HttpStatus.NOT_FOUND, "Not Found");
        }
        return response.getTrace();
    }

    private static String id(Side side) throws ApiException {
        if (side.traceId.isEmpty()) {
            throw ApiException.badRequest(side.role + ".traceId is required");
        }
        try {
            return TraceId.fromHex(side.traceId).toHex();
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid " + side.role + ".traceId: " + e.getMessage());
        }
    }
}
