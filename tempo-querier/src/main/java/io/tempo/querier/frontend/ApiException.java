package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpStatus;

/** A request that is answered with an error: the HTTP status, and what the client is told. */
final class ApiException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient HttpStatus status;

    ApiException(HttpStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static ApiException badRequest(String message) {
        return new ApiException(HttpStatus.BAD_REQUEST, message);
    }

    HttpStatus status() {
        return status;
    }
}
