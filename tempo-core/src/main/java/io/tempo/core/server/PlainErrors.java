package io.tempo.core.server;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

/**
 * Answers to requests that no service takes, because nothing is at their path or because they are
 * no proper HTTP: one line of plain text. Thread-safe.
 */
public final class PlainErrors implements ServerErrorHandler {

    private static final ServerErrorHandler DEFAULT = ServerErrorHandler.ofDefault();

    @Override
    public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
        return DEFAULT.onServiceException(ctx, cause);
    }

    @Override
    public AggregatedHttpResponse onProtocolViolation(
            ServiceConfig config,
            RequestHeaders headers,
            HttpStatus status,
            String description,
            Throwable cause) {
        return answer(status, description);
    }

    @Override
    public AggregatedHttpResponse renderStatus(
            ServiceRequestContext ctx,
            ServiceConfig config,
            RequestHeaders headers,
            HttpStatus status,
            String description,
            Throwable cause) {
        return answer(status, description);
    }

    private static AggregatedHttpResponse answer(HttpStatus status, String description) {
        String text =
                status.equals(HttpStatus.NOT_FOUND)
                        ? "404 page not found"
                        : description == null ? status.toString() : description;
        return AggregatedHttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text + "\n");
    }
}
