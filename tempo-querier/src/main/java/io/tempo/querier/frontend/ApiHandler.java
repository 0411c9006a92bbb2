package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Runs an endpoint of the query API off the event loop, finds the tenants, and turns whatever goes
 * wrong into the answer that a client understands. Errors are plain text.
 */
final class ApiHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);
    private static final HttpStatus CLIENT_CLOSED = HttpStatus.valueOf(499);

    private final Executor threads;
    private final QueryTenants tenants;
    private final Semaphore outstanding;

    /** Answers a request of some tenants; may block. */
    interface Endpoint {
        HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
                throws Exception;
    }

    /**
     * A handler.
     *
     * @param maxOutstanding requests answered or waiting at a time; more are refused
     */
    ApiHandler(Executor threads, QueryTenants tenants, int maxOutstanding) {
        this.threads = threads;
        this.tenants = tenants;
        this.outstanding = new Semaphore(maxOutstanding);
    }

    HttpService service(Endpoint endpoint) {
        return (ctx, request) -> {
            if (!outstanding.tryAcquire()) {
                return text(HttpStatus.TOO_MANY_REQUESTS, "job queue full");
            }
            CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
            try {
                threads.execute(
                        () -> {
                            try {
                                answer.complete(answer(endpoint, ctx, request));
                            } finally {
                                outstanding.release();
                            }
                        });
            } catch (RejectedExecutionException stopping) {
                outstanding.release();
                return text(HttpStatus.SERVICE_UNAVAILABLE, "the server is stopping");
            }
            return HttpResponse.of(answer);
        };
    }

    private HttpResponse answer(Endpoint endpoint, ServiceRequestContext ctx, HttpRequest request) {
        try {
            return endpoint.serve(ctx, request, tenants.resolve(request.headers()));
        } catch (ApiException e) {
            return text(e.status(), e.getMessage());
        } catch (TraceQlException e) {
            return text(HttpStatus.BAD_REQUEST, "invalid TraceQL query: " + e.getMessage());
        } catch (TraceQlEvaluationException e) {
            return text(HttpStatus.BAD_REQUEST, "the query failed: " + e.getMessage());
        } catch (CancellationException | InterruptedException e) {
            return text(CLIENT_CLOSED, "context canceled");
        } catch (Exception | Error e) {
            log.error("{} failed", request.path(), e);
            return text(HttpStatus.INTERNAL_SERVER_ERROR, "internal error: " + e);
        }
    }

    static HttpResponse text(HttpStatus status, String body) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, body);
    }
}
