package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpStatus;

import io.grpc.Status;
import io.tempo.core.search.AnswerTooLargeException;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.TraceQlEvaluationException;
import io.tempo.core.traceql.metrics.SeriesLimitException;

import java.util.concurrent.CancellationException;

/**
 * What a client is told of a query that failed.
 *
 * @param status over HTTP
 * @param code over gRPC
 * @param message one line
 */
record Failure(HttpStatus status, Status.Code code, String message) {

    private static final HttpStatus CLIENT_CLOSED = HttpStatus.valueOf(499);

    static Failure of(Throwable cause) {
        return switch (cause) {
            case ApiException e -> new Failure(e.status(), code(e.status()), e.getMessage());
            case TraceQlException e -> bad("invalid TraceQL query: " + e.getMessage());
            case TraceQlEvaluationException e -> bad("the query failed: " + e.getMessage());
            case AnswerTooLargeException e -> tooLarge(e.getMessage());
            case SeriesLimitException e -> tooLarge(e.getMessage());
            case QueueFullException e ->
                    new Failure(
                            HttpStatus.TOO_MANY_REQUESTS,
                            Status.Code.RESOURCE_EXHAUSTED,
                            e.getMessage());
            case QueryTimeoutException e ->
                    new Failure(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            Status.Code.DEADLINE_EXCEEDED,
                            e.getMessage());
            case CancellationException e -> cancelled();
            case InterruptedException e -> cancelled();
            case LostJobException e ->
                    new Failure(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            Status.Code.UNAVAILABLE,
                            e.getMessage());
            default ->
                    new Failure(
                            HttpStatus.INTERNAL_SERVER_ERROR,
                            Status.Code.INTERNAL,
                            "internal error: " + cause);
        };
    }

    private static Failure bad(String message) {
        return new Failure(HttpStatus.BAD_REQUEST, Status.Code.INVALID_ARGUMENT, message);
    }

    private static Failure tooLarge(String message) {
        return new Failure(
                HttpStatus.UNPROCESSABLE_ENTITY, Status.Code.RESOURCE_EXHAUSTED, message);
    }

    private static Failure cancelled() {
        return new Failure(CLIENT_CLOSED, Status.Code.CANCELLED, "context canceled");
    }

    private static Status.Code code(HttpStatus status) {
        return switch (status.code()) {
            case 400 -> Status.Code.INVALID_ARGUMENT;
            case 401 -> Status.Code.UNKNOWN;
            case 404 -> Status.Code.NOT_FOUND;
            case 422 -> Status.Code.UNKNOWN;
            default -> Status.Code.INTERNAL;
        };
    }

    /** Whether it is this program's fault. */
    boolean isInternal() {
        return code == Status.Code.INTERNAL;
    }
}
