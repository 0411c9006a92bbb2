package io.tempo.app;

import java.util.logging.LogManager;

/** Keeps its handlers while the process ends, so that what happens then is logged, too. */
public final class LastingLogManager extends LogManager {

    /** Nothing: called by a shutdown hook of the standard manager. */
    @Override
    public void reset() {
        // See the class comment.
    }

    /** What {@link #reset} does elsewhere. */
    void removeHandlers() {
        super.reset();
    }
}
