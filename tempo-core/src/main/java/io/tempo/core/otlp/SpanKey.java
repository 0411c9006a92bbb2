package io.tempo.core.otlp;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.trace.v1.Span;

/**
 * What tells a span from the others of its trace.
 *
 * @param id the first 8 bytes of its id, big-endian, padded at the end with zeros
 * @param kind OTLP's number; 0 for kinds that OTLP does not define
 */
record SpanKey(long id, int kind) implements Comparable<SpanKey> {

    static SpanKey of(Span span) {
        int kind = span.getKindValue();
        return new SpanKey(id(span.getSpanId()), kind >= 0 && kind <= 5 ? kind : 0);
    }

    static long id(ByteString bytes) {
        long id = 0;
        for (int i = 0; i < 8; i++) {
            id = id << 8 | (i < bytes.size() ? bytes.byteAt(i) & 0xFF : 0);
        }
        return id;
    }

    /** Keeps hash tables fast where ids were made to collide. */
    @Override
    public int compareTo(SpanKey other) {
        int order = Long.compare(id, other.id);
        return order != 0 ? order : Integer.compare(kind, other.kind);
    }
}
