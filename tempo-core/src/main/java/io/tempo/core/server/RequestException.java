package io.tempo.core.server;

import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.stream.ClosedStreamException;

import io.grpc.Status;

import org.slf4j.Logger;

import java.time.Duration;
import java.util.concurrent.CompletionException;

/**
 * A request that is refused, with what the client is told: a code, which gives the HTTP status and
 * the gRPC status alike, a message, and for refusals that pass by themselves how long to wait.
 */
public final class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Status.Code code;
    private final transient Duration retryAfter;
    private final boolean tooLarge;

    /** A refusal that says nothing of another try. */
    public RequestException(Status.Code code, String message) {
        this(code, message, null);
    }

    /** A refusal that is worth another try after {@code retryAfter} (null: not said). */
    public RequestException(Status.Code code, String message, Duration retryAfter) {
        this(code, message, retryAfter, false);
    }

    private RequestException(
            Status.Code code, String message, Duration retryAfter, boolean tooLarge) {
        super(message, null, false, false);
        this.code = code;
        this.retryAfter = retryAfter;
        this.tooLarge = tooLarge;
    }

    /**
     * The refusal of a body over its limit: RESOURCE_EXHAUSTED, but over HTTP not the status that
     * asks for another try.
     */
    public static RequestException tooLarge(String message) {
        return new RequestException(Status.Code.RESOURCE_EXHAUSTED, message, null, true);
    }

    /**
     * What to tell of anything that went wrong with a request: a refusal as it is; nothing much
     * where the client has left; of the rest, which is logged, that it happened.
     */
    public static RequestException of(Throwable failure, Logger log) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RequestException refusal) {
            return refusal;
        }
        if (cause instanceof ClosedStreamException || cause instanceof ClosedSessionException) {
            return new RequestException(Status.Code.CANCELLED, "the client has left");
        }
        log.error("a request failed", cause);
        return new RequestException(Status.Code.INTERNAL, "internal error");
    }

    public Status.Code code() {
        return code;
    }

    /** How long to wait before another try; null if nothing is said. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The HTTP status that OTLP gives a code. */
    public int httpStatus() {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case UNIMPLEMENTED -> 404;
            case RESOURCE_EXHAUSTED -> tooLarge ? 413 : 429;
            case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS -> 503;
            case UNKNOWN, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, INTERNAL -> 500;
        };
    }
}
