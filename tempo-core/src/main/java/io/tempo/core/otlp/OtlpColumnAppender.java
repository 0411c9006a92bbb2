package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.BigEndian;

import java.util.Arrays;

/**
 * Turns the spans of scanned requests into columns: {@link #begin} with a request, then {@link
 * #append} any of its spans, in any order. Resources and scopes are decoded when the first of their
 * spans comes, and only if the builder has not seen the same bytes before.
 *
 * <p>Attribute keys and string values (not those inside lists) longer than a limit are cut, before
 * the first character that does not fit whole.
 *
 * <p>Cost: about a microsecond per span of ten attributes, most of it dictionary look-ups; nothing
 * is allocated per span. Not thread-safe; the builder has one appender at a time.
 */
public final class OtlpColumnAppender {

    private static final AttributeScope[] SCOPES = AttributeScope.values();

    private final SpanColumnsBuilder out;
    private final AttributeDecoder attributes;
    private final PendingAttributes pending;
    private final long[] truncated = new long[SCOPES.length];

    private SpanBatch batch;
    private byte[] bytes;
    private int pos;

    /** The builder's ordinals of the request's resources and scopes; -1 where not yet known. */
    private int[] resources = new int[16];

    private int[] scopes = new int[16];

    /**
     * @param builder where the spans go
     * @param maxAttributeBytes how long an attribute's key or string value may be; 0 for no limit
     */
    public OtlpColumnAppender(SpanColumnsBuilder builder, int maxAttributeBytes) {
        out = builder;
        attributes =
                new AttributeDecoder(
                        builder, maxAttributeBytes > 0 ? maxAttributeBytes : Integer.MAX_VALUE);
        pending = new PendingAttributes(builder);
    }

    /** Begins with a request; {@link #append} is about its spans from now on. */
    public void begin(SpanBatch request) {
        batch = request;
        bytes = request.body;
        attributes.begin(bytes);
        resources = unknown(resources, request.resourceCount);
        scopes = unknown(scopes, request.scopeCount);
    }

    /** Appends a span of the request; gives its ordinal in the builder. */
    public int append(int span) {
        int scope = batch.spanScope[span];
        out.beginSpan(
                out.trace(batch.traceIdHigh[span], batch.traceIdLow[span]),
                resource(batch.scopeResource[scope]),
                scope(scope));
        pos = batch.spanOffset[span];
        span(pos + batch.spanLength[span]);
        return out.endSpan();
    }

    /** Appends all spans of a request. */
    public void appendAll(SpanBatch request) {
        begin(request);
        for (int s = 0; s < request.spanCount; s++) {
            append(s);
        }
    }

    /**
     * How many attributes of a scope were cut so far. A resource or scope that is shared by many
     * spans counts when it is decoded.
     */
    public long truncatedAttributes(AttributeScope scope) {
        return truncated[scope.ordinal()];
    }

    private static int[] unknown(int[] ordinals, int count) {
        int[] result =
                count <= ordinals.length ? ordinals : new int[Math.max(count, 2 * ordinals.length)];
        Arrays.fill(result, 0, count, -1);
        return result;
    }

    private int resource(int r) {
        int known = resources[r];
        if (known >= 0) {
            return known;
        }
        int from = batch.resourceOffset[r];
        int length = batch.resourceLength[r];
        int resource = out.findResource(bytes, from, length);
        if (resource < 0) {
            out.beginResource();
            decodeResource(from, from + length);
            resource = out.endResource(bytes, from, length);
        }
        resources[r] = resource;
        return resource;
    }

    private void decodeResource(int from, int end) {
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            switch (cursor.field()) {
                case 1 -> {
                    byte type = attribute(cursor.start(), cursor.end(), AttributeScope.RESOURCE);
                    out.resourceAttribute(attributes.key(), type, attributes.value());
                }
                case 2 -> out.resourceDroppedAttributes((int) cursor.number());
                default -> {}
            }
        }
    }

    private int scope(int s) {
        int known = scopes[s];
        if (known >= 0) {
            return known;
        }
        int from = batch.scopeOffset[s];
        int length = batch.scopeLength[s];
        int scope = out.findScope(bytes, from, length);
        if (scope < 0) {
            out.beginScope();
            decodeScope(from, from + length);
            scope = out.endScope(bytes, from, length);
        }
        scopes[s] = scope;
        return scope;
    }

    private void decodeScope(int from, int end) {
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            switch (cursor.field()) {
                case 1 -> out.scopeName(text(cursor));
                case 2 -> out.scopeVersion(text(cursor));
                case 3 -> {
                    byte type =
                            attribute(cursor.start(), cursor.end(), AttributeScope.INSTRUMENTATION);
                    out.scopeAttribute(attributes.key(), type, attributes.value());
                }
                case 4 -> out.scopeDroppedAttributes((int) cursor.number());
                default -> {}
            }
        }
    }

    private void span(int end) {
        long start = 0;
        long endNanos = 0;
        boolean hasEvents = false;
        while (pos < end) {
            int tag = (int) varint();
            switch (tag & 7) {
                case MessageType.BYTES -> {
                    int length = (int) varint();
                    int from = pos;
                    pos += length;
                    switch (tag >>> 3) {
                        case 2 -> out.spanId(id(from, length), length);
                        case 3 -> out.spanTraceState(out.string(bytes, from, length));
                        case 4 -> out.spanParentId(id(from, length), length);
                        case 5 -> out.spanName(out.string(bytes, from, length));
                        case 9 -> {
                            attributes.decode(from, from + length, pending.count());
                            if (attributes.truncated()) {
                                truncated[AttributeScope.SPAN.ordinal()]++;
                            }
                            pending.add(attributes);
                        }
                        case 11 -> {
                            event(from, from + length);
                            hasEvents = true;
                        }
                        case 13 -> link(from, from + length);
                        case 15 -> status(from, from + length);
                        default -> {}
                    }
                }
                case MessageType.FIXED64 -> {
                    long value = LittleEndian.getLong(bytes, pos);
                    pos += 8;
                    switch (tag >>> 3) {
                        case 7 -> start = value;
                        case 8 -> endNanos = value;
                        default -> {}
                    }
                }
                case MessageType.VARINT -> {
                    int value = (int) varint();
                    switch (tag >>> 3) {
                        case 6 -> out.spanKind(value);
                        case 10 -> out.spanDroppedAttributes(value);
                        case 12 -> out.spanDroppedEvents(value);
                        case 14 -> out.spanDroppedLinks(value);
                        default -> {}
                    }
                }
                case MessageType.START_GROUP -> pos = WireCursor.groupEnd(bytes, pos);
                default -> pos += 4;
            }
        }
        pending.flush(bytes);
        out.spanTime(start, endNanos - start);
        if (hasEvents) {
            out.rebaseEvents();
        }
    }

    private long id(int from, int length) {
        return length == 8 ? BigEndian.getLong(bytes, from) : 0;
    }

    private void event(int from, int end) {
        out.beginEvent();
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            switch (cursor.field()) {
                case 1 -> out.eventTime(cursor.fixed64());
                case 2 -> out.eventName(text(cursor));
                case 3 -> {
                    byte type = attribute(cursor.start(), cursor.end(), AttributeScope.EVENT);
                    out.eventAttribute(attributes.key(), type, attributes.value());
                }
                case 4 -> out.eventDroppedAttributes((int) cursor.number());
                default -> {}
            }
        }
        out.endEvent();
    }

    private void link(int from, int end) {
        out.beginLink();
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            switch (cursor.field()) {
                case 1 -> out.linkTraceId(text(cursor));
                case 2 -> out.linkSpanId(text(cursor));
                case 3 -> out.linkTraceState(text(cursor));
                case 4 -> {
                    byte type = attribute(cursor.start(), cursor.end(), AttributeScope.LINK);
                    out.linkAttribute(attributes.key(), type, attributes.value());
                }
                case 5 -> out.linkDroppedAttributes((int) cursor.number());
                default -> {}
            }
        }
        out.endLink();
    }

    private void status(int from, int end) {
        int code = 0;
        int message = 0;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            switch (cursor.field()) {
                case 2 -> message = text(cursor);
                case 3 -> code = (int) cursor.number();
                default -> {}
            }
        }
        out.spanStatus(code, message);
    }

    private byte attribute(int from, int end, AttributeScope scope) {
        byte type = attributes.decode(from, end, -1);
        if (attributes.truncated()) {
            truncated[scope.ordinal()]++;
        }
        return type;
    }

    private int text(WireCursor cursor) {
        return out.string(bytes, cursor.start(), cursor.length());
    }

    private long varint() {
        long b = bytes[pos++];
        if (b >= 0) {
            return b;
        }
        long value = b & 0x7F;
        for (int shift = 7; ; shift += 7) {
            b = bytes[pos++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
