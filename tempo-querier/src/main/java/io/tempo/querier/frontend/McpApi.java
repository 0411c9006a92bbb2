package io.tempo.querier.frontend;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;
import io.tempo.querier.frontend.mcp.McpServer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * {@code /api/mcp}: the query API for language models, see {@link McpServer}. A message comes by
 * POST and is answered in JSON; GET opens the stream on which a server could speak first, which
 * this one never does; DELETE ends a session.
 */
final class McpApi implements AutoCloseable {

    private static final String SESSION = "mcp-session-id";
    private static final long MAX_MESSAGE_BYTES = 1 << 20;
    private static final int MAX_STREAMS = 1_000;

    private final McpServer<Caller> server;

    /** One stream a session. */
    private final Map<String, HttpResponseWriter> streams = new ConcurrentHashMap<>();

    private volatile boolean closed;

    McpApi(McpTools tools) {
        this.server = new McpServer<>(tools.all(), cause -> Failure.of(cause).message());
    }

    HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
            throws Exception {
        String owner = tenants.stream().map(TenantId::value).collect(Collectors.joining("|"));
        String session = request.headers().get(SESSION, "");
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.DELETE) {
            // Some clients take it for a failure if they are answered before all is sent.
            Optional<String> message = body(ctx, request);
            if (message.isEmpty()) {
                return ApiHandler.text(
                        HttpStatus.REQUEST_ENTITY_TOO_LARGE, "http: request body too large");
            }
            return request.method() == HttpMethod.POST
                    ? post(request, message.get(), session, owner, Caller.of(ctx, tenants))
                    : ApiHandler.text(HttpStatus.NOT_FOUND, "expected POST, GET or DELETE");
        }
        try {
            server.check(session, owner);
        } catch (McpServer.UnknownSessionException e) {
            return unknownSession(session, e);
        }
        if (request.method() == HttpMethod.GET) {
            return stream(ctx, session);
        }
        server.end(session);
        HttpResponseWriter stream = streams.remove(session);
        if (stream != null) {
            stream.close();
        }
        return HttpResponse.of(HttpStatus.OK);
    }

    /** What was sent; empty if it is too large. */
    private static Optional<String> body(ServiceRequestContext ctx, HttpRequest request) {
        ctx.setMaxRequestLength(MAX_MESSAGE_BYTES);
        try {
            return Optional.of(request.aggregate().join().contentUtf8());
        } catch (CompletionException e) {
            if (e.getCause() instanceof ContentTooLargeException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private HttpResponse post(
            HttpRequest request, String message, String session, String owner, Caller caller) {
        MediaType type = request.contentType();
        if (type == null || !type.is(MediaType.JSON)) {
            return ApiHandler.text(
                    HttpStatus.BAD_REQUEST, "Invalid content type: must be 'application/json'");
        }
        McpServer.Answer answer;
        try {
            answer = server.answer(message, session, owner, caller);
        } catch (McpServer.UnknownSessionException e) {
            return unknownSession(session, e);
        }
        if (answer.body().isEmpty()) {
            return HttpResponse.of(ResponseHeaders.of(HttpStatus.ACCEPTED));
        }
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.create("application", "json"));
        answer.session().ifPresent(id -> headers.set(SESSION, id));
        return HttpResponse.of(headers.build(), HttpData.ofUtf8(answer.body().get()));
    }

    /** Clients begin a new session when theirs is not found. */
    private static HttpResponse unknownSession(
            String session, McpServer.UnknownSessionException e) {
        return ApiHandler.text(
                session.isEmpty() ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, e.getMessage());
    }

    private HttpResponse stream(ServiceRequestContext ctx, String session) {
        if (streams.size() >= MAX_STREAMS) {
            return ApiHandler.text(HttpStatus.TOO_MANY_REQUESTS, "too many streams are open");
        }
        ctx.clearRequestTimeout();
        HttpResponseWriter stream = HttpResponse.streaming();
        HttpResponseWriter earlier = streams.put(session, stream);
        if (earlier != null) {
            earlier.close();
        }
        stream.whenComplete().whenComplete((done, failure) -> streams.remove(session, stream));
        stream.write(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.EVENT_STREAM)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                        .build());
        // A comment, so that the client sees the stream open.
        stream.write(HttpData.ofUtf8(": open\n\n"));
        if (closed) {
            stream.close();
        }
        return stream;
    }

    /** Ends all streams. */
    @Override
    public void close() {
        closed = true;
        streams.values().forEach(HttpResponseWriter::close);
    }
}
