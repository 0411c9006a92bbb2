package io.tempo.core.testing;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.ValueType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Builds columns by hand for tests. Attribute values are {@link String}, {@link Long}, {@link
 * Double}, {@link Boolean}, a {@link List} of one of them, or a {@code byte[]} that is an encoded
 * AnyValue.
 */
public final class TestSpans {

    public static final int INTERNAL = 1;
    public static final int SERVER = 2;
    public static final int CLIENT = 3;

    private final SpanColumnsBuilder builder = new SpanColumnsBuilder();
    private int resource = -1;
    private int scope = -1;
    private int owners;

    /** The builder below, for what has no method here. */
    public SpanColumnsBuilder builder() {
        return builder;
    }

    public SpanColumns columns() {
        return builder.columns();
    }

    /** The id of a text. */
    public int text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return builder.string(bytes, 0, bytes.length);
    }

    /** Makes a resource that spans belong to from now on; gives its ordinal. */
    public int resource(Map<String, ?> attributes) {
        builder.beginResource();
        attributes.forEach((k, v) -> builder.resourceAttribute(text(k), type(v), value(v)));
        resource = builder.endResource(unique(), 0, 4);
        return resource;
    }

    /** Makes a resource with only a service name. */
    public int service(String name) {
        return resource(Map.of("service.name", name));
    }

    /** Makes a scope that spans belong to from now on; gives its ordinal. */
    public int scope(String name, String version, Map<String, ?> attributes) {
        builder.beginScope();
        builder.scopeName(text(name));
        builder.scopeVersion(text(version));
        attributes.forEach((k, v) -> builder.scopeAttribute(text(k), type(v), value(v)));
        scope = builder.endScope(unique(), 0, 4);
        return scope;
    }

    /** Goes back to a resource and a scope made before. */
    public void use(int earlierResource, int earlierScope) {
        resource = earlierResource;
        scope = earlierScope;
    }

    /** Begins a span of the trace with this id; a parent of 0 is none. */
    public TestSpans begin(long trace, long id, long parent) {
        if (resource < 0) {
            service("service");
        }
        if (scope < 0) {
            scope("", "", Map.of());
        }
        builder.beginSpan(builder.trace(0, trace), resource, scope);
        builder.spanId(id, 8);
        if (parent != 0) {
            builder.spanParentId(parent, 8);
        }
        return this;
    }

    public TestSpans name(String name) {
        builder.spanName(text(name));
        return this;
    }

    public TestSpans kind(int kind) {
        builder.spanKind(kind);
        return this;
    }

    public TestSpans time(long startNanos, long durationNanos) {
        builder.spanTime(startNanos, durationNanos);
        return this;
    }

    public TestSpans status(int code, String message) {
        builder.spanStatus(code, text(message));
        return this;
    }

    public TestSpans attribute(String key, Object value) {
        builder.spanAttribute(text(key), type(value), value(value));
        return this;
    }

    public TestSpans event(long sinceStartNanos, String name, Map<String, ?> attributes) {
        builder.beginEvent();
        builder.eventTime(sinceStartNanos);
        builder.eventName(text(name));
        attributes.forEach((k, v) -> builder.eventAttribute(text(k), type(v), value(v)));
        builder.endEvent();
        return this;
    }

    public TestSpans link(byte[] traceId, byte[] spanId, Map<String, ?> attributes) {
        builder.beginLink();
        builder.linkTraceId(builder.string(traceId, 0, traceId.length));
        builder.linkSpanId(builder.string(spanId, 0, spanId.length));
        attributes.forEach((k, v) -> builder.linkAttribute(text(k), type(v), value(v)));
        builder.endLink();
        return this;
    }

    /** Ends the span; gives its ordinal. */
    public int end() {
        return builder.endSpan();
    }

    /** A whole span with a name. */
    public int span(long trace, long id, long parent, String name) {
        return begin(trace, id, parent).name(name).end();
    }

    /** The {@link ValueType} of a test value. */
    public static byte type(Object value) {
        return switch (value) {
            case String s -> ValueType.STRING;
            case Long l -> ValueType.INT;
            case Double d -> ValueType.DOUBLE;
            case Boolean b -> ValueType.BOOL;
            case byte[] b -> ValueType.OTHER;
            case List<?> list ->
                    list.isEmpty()
                            ? ValueType.EMPTY_ARRAY
                            : ValueType.arrayOf(type(list.getFirst()));
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    private long value(Object value) {
        return switch (value) {
            case String s -> text(s);
            case Long l -> l;
            case Double d -> Double.doubleToRawLongBits(d);
            case Boolean b -> b ? 1 : 0;
            case byte[] b -> builder.string(b, 0, b.length);
            case List<?> list -> {
                if (list.isEmpty()) {
                    yield 0;
                }
                int start = builder.beginArray();
                list.forEach(element -> builder.element(value(element)));
                yield builder.endArray(start);
            }
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    /** Resources and scopes are remembered under bytes; these are different every time. */
    private byte[] unique() {
        int n = owners++;
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (n >>> 8 * i);
        }
        return bytes;
    }
}
