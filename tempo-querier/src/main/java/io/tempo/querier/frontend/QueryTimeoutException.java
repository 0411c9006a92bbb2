package io.tempo.querier.frontend;

/** A query took longer than queries may. */
final class QueryTimeoutException extends RuntimeException {

    QueryTimeoutException() {
        super("unable to process request in the configured timeout");
    }
}
