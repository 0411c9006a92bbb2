package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Runs an endpoint of the query API off the event loop, finds the tenants, and turns whatever goes
 * wrong into the answer that a client understands. Errors are plain text.
 */
final class ApiHandler {

    private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);

    private final Executor threads;
    private final QueryTenants tenants;
    private final UrlDenyList denied;

    /** Answers a request of some tenants; may block. */
    interface Endpoint {
        HttpResponse serve(ServiceRequestContext ctx, HttpRequest request, List<TenantId> tenants)
                throws Exception;
    }

    ApiHandler(Executor threads, QueryTenants tenants, UrlDenyList denied) {
        this.threads = threads;
        this.tenants = tenants;
        this.denied = denied;
    }

    HttpService service(Endpoint endpoint) {
        return (ctx, request) -> {
            CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
            try {
                threads.execute(() -> answer.complete(answer(endpoint, ctx, request)));
            } catch (RejectedExecutionException stopping) {
                return text(HttpStatus.SERVICE_UNAVAILABLE, "the server is stopping");
            }
            return HttpResponse.of(answer);
        };
    }

    private HttpResponse answer(Endpoint endpoint, ServiceRequestContext ctx, HttpRequest request) {
        try {
            List<TenantId> of = tenants.resolve(request.headers());
            denied.check(request.path());
            return endpoint.serve(ctx, request, of);
        } catch (Exception | Error e) {
            Failure failure = Failure.of(e);
            if (failure.isInternal()) {
                log.error("{} failed", request.path(), e);
            }
            return text(failure.status(), failure.message());
        }
    }

    static HttpResponse text(HttpStatus status, String body) {
        return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, body);
    }
}
