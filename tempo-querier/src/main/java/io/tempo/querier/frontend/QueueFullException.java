package io.tempo.querier.frontend;

/** A tenant has too many queries at a time; the client should come back later. */
final class QueueFullException extends RuntimeException {

    QueueFullException() {
        super("job queue full");
    }

    QueueFullException(String message) {
        super(message);
    }
}
