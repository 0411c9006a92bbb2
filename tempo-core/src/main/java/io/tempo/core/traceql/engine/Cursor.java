package io.tempo.core.traceql.engine;

/**
 * Where evaluation stands: on a span, and while a comparison goes through a span's events or links,
 * on one of these.
 */
final class Cursor {

    /** No event or link in particular: the first that has a value counts. */
    static final int NONE = -1;

    int span;
    int event = NONE;
    int link = NONE;

    int child(Level level) {
        return level == Level.EVENT ? event : link;
    }

    void setChild(Level level, int child) {
        if (level == Level.EVENT) {
            event = child;
        } else {
            link = child;
        }
    }
}
