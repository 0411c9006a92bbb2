package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.AttributeScope;

/** Turns the spans of scanned requests into columns. */
public final class OtlpColumnAppender {

    /**
     * @param maxAttributeBytes attribute keys and string values longer than this are cut; 0 for no
     *     limit
     */
    public OtlpColumnAppender(SpanColumnsBuilder builder, int maxAttributeBytes) {}

    /** Begins with a request; {@link #append} is about its spans from now on. */
    public void begin(SpanBatch batch) {}

    /** Appends a span of the request; gives its ordinal in the builder. */
    public int append(int span) {
        throw new UnsupportedOperationException("lands next");
    }

    /** Attributes of a scope that were cut so far. */
    public long truncatedAttributes(AttributeScope scope) {
        return 0;
    }
}
