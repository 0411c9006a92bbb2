package io.tempo.core.traceql.engine;

/** What a value belongs to: the owner of its column's rows. */
enum Level {
    TRACE,
    SPAN,
    RESOURCE,
    SCOPE,
    EVENT,
    LINK
}
