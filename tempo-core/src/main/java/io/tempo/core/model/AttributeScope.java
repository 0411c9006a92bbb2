package io.tempo.core.model;

/** Where an attribute sits. */
public enum AttributeScope {
    SPAN,
    RESOURCE,
    EVENT,
    LINK,
    INSTRUMENTATION
}
