package io.tempo.querier.frontend;

/** The queriers that were given a job all went away or did not answer. */
final class LostJobException extends RuntimeException {

    LostJobException(int attempts, String reason) {
        super("a part of the query was given to " + attempts + " queriers and lost: " + reason);
    }
}
