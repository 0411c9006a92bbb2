package io.tempo.distributor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.grpc.Status;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpJson;
import io.tempo.core.server.BodyDecoder;
import io.tempo.core.server.MemoryBudget;
import io.tempo.core.server.RawUnaryGrpcService;
import io.tempo.core.server.RequestBody;
import io.tempo.core.server.RequestException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * OTLP over HTTP: {@code POST /v1/traces}, protobuf or JSON, packed or not. Refusals are {@code
 * google.rpc.Status} in the request's own encoding; those that pass by themselves say in {@code
 * Retry-After} when to try again.
 */
final class OtlpHttpReceiver implements HttpService {

    private static final Logger log = LoggerFactory.getLogger(OtlpHttpReceiver.class);
    private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

    private final Distributor distributor;
    private final TenantResolver tenants;
    private final MemoryBudget budget;
    private final int maxBodyLength;
    private final Executor workers;

    OtlpHttpReceiver(
            Distributor distributor,
            TenantResolver tenants,
            MemoryBudget budget,
            int maxBodyLength,
            Executor workers) {
        this.distributor = distributor;
        this.tenants = tenants;
        this.budget = budget;
        this.maxBodyLength = maxBodyLength;
        this.workers = workers;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        if (request.method() != HttpMethod.POST) {
            return HttpResponse.of(
                    HttpStatus.METHOD_NOT_ALLOWED,
                    MediaType.PLAIN_TEXT_UTF_8,
                    "405 method not allowed, supported: [POST]");
        }
        MediaType type = request.contentType();
        boolean json = type != null && type.is(MediaType.JSON.withoutParameters());
        if (!json && (type == null || !type.is(PROTOBUF))) {
            return HttpResponse.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    MediaType.PLAIN_TEXT_UTF_8,
                    "415 unsupported media type, supported: [application/json,"
                            + " application/x-protobuf]");
        }
        return HttpResponse.of(
                RequestBody.collect(ctx, request, budget, maxBodyLength)
                        .thenApplyAsync(body -> ingest(request, body, json), workers)
                        .handle(
                                (receipt, failure) ->
                                        failure == null
                                                ? success(receipt, json)
                                                : failure(failure, json)));
    }

    private Receipt ingest(HttpRequest request, RequestBody body, boolean json) {
        try (body) {
            String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
            if (!BodyDecoder.supports(encoding)) {
                throw new RequestException(
                        Status.Code.INVALID_ARGUMENT, "unsupported Content-Encoding: " + encoding);
            }
            var tenant = tenants.resolve(request.headers());
            BodyDecoder.decode(body, encoding, maxBodyLength);
            if (json) {
                byte[] converted = OtlpJson.toProtobuf(body.bytes(), 0, body.length());
                return distributor.ingest(tenant, converted, converted.length, Transport.HTTP);
            }
            return distributor.ingest(tenant, body.bytes(), body.length(), Transport.HTTP);
        } catch (OtlpException e) {
            throw new CompletionException(
                    new RequestException(Status.Code.INVALID_ARGUMENT, e.getMessage()));
        } catch (RequestException e) {
            throw new CompletionException(e);
        }
    }

    private static HttpResponse success(Receipt receipt, boolean json) {
        if (!json) {
            return HttpResponse.of(
                    ResponseHeaders.of(HttpStatus.OK, HttpHeaderNames.CONTENT_TYPE, PROTOBUF),
                    HttpData.wrap(receipt.toProtobuf()));
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode partial = answer.putObject("partialSuccess");
        if (receipt.rejectedSpans() > 0) {
            partial.put("rejectedSpans", Integer.toString(receipt.rejectedSpans()));
        }
        if (!receipt.message().isEmpty()) {
            partial.put("errorMessage", receipt.message());
        }
        return HttpResponse.of(HttpStatus.OK, MediaType.JSON, answer.toString());
    }

    private static HttpResponse failure(Throwable failure, boolean json) {
        RequestException refusal = RequestException.of(failure, log);
        var headers =
                ResponseHeaders.builder(HttpStatus.valueOf(refusal.httpStatus()))
                        .contentType(json ? MediaType.JSON : PROTOBUF);
        if (refusal.retryAfter() != null) {
            headers.add(
                    HttpHeaderNames.RETRY_AFTER,
                    Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
        }
        byte[] body =
                json
                        ? json(refusal).getBytes(StandardCharsets.UTF_8)
                        : RawUnaryGrpcService.status(refusal).toByteArray();
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private static String json(RequestException refusal) {
        ObjectNode status =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("code", refusal.code().value())
                        .put("message", refusal.getMessage());
        Duration delay = refusal.retryAfter();
        if (delay != null) {
            ArrayNode details = status.putArray("details");
            details.addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", seconds(delay));
        }
        return status.toString();
    }

    private static String seconds(Duration delay) {
        return delay.getNano() == 0 ? delay.toSeconds() + "s" : delay.toNanos() / 1e9 + "s";
    }
}
