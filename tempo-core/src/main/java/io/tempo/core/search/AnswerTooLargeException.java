package io.tempo.core.search;

/** An answer would take more memory than a query may have; the message says what to ask instead. */
public final class AnswerTooLargeException extends RuntimeException {

    public AnswerTooLargeException(String message) {
        super(message);
    }
}
