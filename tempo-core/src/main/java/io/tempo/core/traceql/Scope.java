package io.tempo.core.traceql;

import io.tempo.core.model.AttributeScope;

import java.util.Optional;

/** Where an attribute is looked up. */
public enum Scope {
    /** {@code .x}: on the span, and on the resource where the span has none. */
    UNSCOPED("", Optional.empty()),
    SPAN("span", Optional.of(AttributeScope.SPAN)),
    RESOURCE("resource", Optional.of(AttributeScope.RESOURCE)),
    EVENT("event", Optional.of(AttributeScope.EVENT)),
    LINK("link", Optional.of(AttributeScope.LINK)),
    INSTRUMENTATION("instrumentation", Optional.of(AttributeScope.INSTRUMENTATION));

    private final String word;
    private final Optional<AttributeScope> stored;

    Scope(String word, Optional<AttributeScope> stored) {
        this.word = word;
        this.stored = stored;
    }

    /** The word before the dot; empty for {@link #UNSCOPED}. */
    public String word() {
        return word;
    }

    /** The single scope that it names; empty for {@link #UNSCOPED}. */
    public Optional<AttributeScope> stored() {
        return stored;
    }
}
