package io.tempo.app;

import java.util.concurrent.CompletionException;

/** The process cannot start; the message says why, and what to do. */
final class StartException extends Exception {

    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * What went wrong, in one line: a port that is taken is the usual case, and hides below
     * wrappers.
     */
    static String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause instanceof CompletionException) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
