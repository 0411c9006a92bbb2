package io.tempo.app.query;

/** A question that got no usable answer; the message is one line for the user. */
final class QueryFailedException extends Exception {

    private static final long serialVersionUID = 1;

    QueryFailedException(String message) {
        super(message);
    }
}
