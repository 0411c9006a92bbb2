package io.tempo.core.search;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.tempo.core.tempopb.Span;

import java.util.HexFormat;
import java.util.List;

/**
 * A span of a search's answer.
 *
 * @param spanId its id as a big-endian number
 * @param name its name if the query mentions {@code name}, else ""
 * @param startNanos unix nanoseconds
 * @param durationNanos nanoseconds, unsigned
 * @param attributes what the query mentions, keys without scope
 */
public record SpanMatch(
        long spanId, String name, long startNanos, long durationNanos, List<KeyValue> attributes) {

    /** The span as API message. */
    public Span toProto() {
        return Span.newBuilder()
                .setSpanID(HexFormat.of().toHexDigits(spanId))
                .setName(name)
                .setStartTimeUnixNano(startNanos)
                .setDurationNanos(durationNanos)
                .addAllAttributes(attributes)
                .build();
    }

    static SpanMatch fromProto(Span span) {
        return new SpanMatch(
                Long.parseUnsignedLong(span.getSpanID(), 16),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getDurationNanos(),
                span.getAttributesList());
    }
}
