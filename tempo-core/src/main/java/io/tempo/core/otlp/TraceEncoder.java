package io.tempo.core.otlp;

import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.BigEndian;

/**
 * Turns columns back into OTLP: some spans as an encoded tempopb Trace (the same on the wire as
 * OTLP's TracesData). Resource, scope and status are always present, empty if need be; span flags
 * and schema urls were never kept. Text that is not UTF-8 leaves with U+FFFD in it, so that every
 * protobuf parser reads the trace.
 */
public final class TraceEncoder {

    private final SpanColumns columns;
    private final ProtoWriter out;
    private final AnyValueEncoder values;
    private final byte[] traceId = new byte[16];
    private final byte[] id = new byte[8];

    private TraceEncoder(SpanColumns columns, int expectedBytes) {
        this.columns = columns;
        out = new ProtoWriter(expectedBytes);
        values = new AnyValueEncoder(columns.strings, columns.elements, out);
    }

    /**
     * Encodes {@code count} spans, {@code spans[from]} and following. Resources come in the order
     * of their first spans, and so do the scopes within a resource and the spans within a scope.
     */
    public static byte[] encode(SpanColumns columns, int[] spans, int from, int count) {
        int[] ordered = SpanGrouping.group(columns, spans, from, count);
        TraceEncoder encoder = new TraceEncoder(columns, expectedBytes(count));
        encoder.resources(ordered);
        return encoder.out.toByteArray();
    }

    /**
     * Encodes the trace at a place of a layout, its resources and scopes as the layout groups them.
     */
    public static byte[] encode(SpanColumns columns, TraceLayout layout, int place) {
        int count = layout.traceSpanStart[place + 1] - layout.traceSpanStart[place];
        TraceEncoder encoder = new TraceEncoder(columns, expectedBytes(count));
        for (int g = layout.traceResourceStart[place];
                g < layout.traceResourceStart[place + 1];
                g++) {
            encoder.resource(layout, g);
        }
        return encoder.out.toByteArray();
    }

    /** As {@link #encode(SpanColumns, TraceLayout, int)}, as objects. */
    public static TracesData toTrace(SpanColumns columns, TraceLayout layout, int place) {
        return parse(encode(columns, layout, place));
    }

    /** As {@link #encode(SpanColumns, int[], int, int)}, as objects. */
    public static TracesData toTrace(SpanColumns columns, int[] spans, int from, int count) {
        return parse(encode(columns, spans, from, count));
    }

    private static int expectedBytes(int spans) {
        return Math.clamp(spans * 512L, 256, 1 << 26);
    }

    private static TracesData parse(byte[] encoded) {
        try {
            return TracesData.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an encoded trace is not readable", e);
        }
    }

    /**
     * An attribute's value as an object.
     *
     * @param type {@link io.tempo.core.model.ValueType}
     * @param value what the type says
     * @param strings what strings point into
     * @param elements what arrays point into
     */
    public static AnyValue anyValue(byte type, long value, ByteStrings strings, long[] elements) {
        ProtoWriter out = new ProtoWriter(64);
        new AnyValueEncoder(strings, elements, out).write(type, value);
        try {
            return AnyValue.parseFrom(out.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("an encoded attribute value is not readable", e);
        }
    }

    private void resource(TraceLayout layout, int group) {
        int resourceSpans = beginResource(layout.groupResource[group]);
        int end = layout.resourceScopeStart[group + 1];
        for (int g = layout.resourceScopeStart[group]; g < end; g++) {
            int scopeSpans = beginScope(layout.groupScope[g]);
            for (int p = layout.scopeSpanStart[g]; p < layout.scopeSpanStart[g + 1]; p++) {
                span(layout.spans[p]);
            }
            out.end(scopeSpans);
        }
        out.end(resourceSpans);
    }

    private void resources(int[] spans) {
        for (int i = 0; i < spans.length; ) {
            int resource = columns.spanResource[spans[i]];
            int resourceSpans = beginResource(resource);
            while (i < spans.length && columns.spanResource[spans[i]] == resource) {
                int scope = columns.spanScope[spans[i]];
                int scopeSpans = beginScope(scope);
                while (i < spans.length
                        && columns.spanResource[spans[i]] == resource
                        && columns.spanScope[spans[i]] == scope) {
                    span(spans[i++]);
                }
                out.end(scopeSpans);
            }
            out.end(resourceSpans);
        }
    }

    /** Begins a ResourceSpans with its Resource in it. */
    private int beginResource(int resource) {
        int resourceSpans = out.begin(1);
        int message = out.begin(1);
        attributes(1, columns.resourceAttributes, resource);
        count(2, columns.resourceDroppedAttributes[resource]);
        out.end(message);
        return resourceSpans;
    }

    /** Begins a ScopeSpans with its InstrumentationScope in it. */
    private int beginScope(int scope) {
        int scopeSpans = out.begin(2);
        int message = out.begin(1);
        text(1, columns.scopeName[scope]);
        text(2, columns.scopeVersion[scope]);
        attributes(3, columns.scopeAttributes, scope);
        count(4, columns.scopeDroppedAttributes[scope]);
        out.end(message);
        return scopeSpans;
    }

    private void span(int s) {
        SpanColumns c = columns;
        int mark = out.begin(2);
        span(c, s);
        out.end(mark);
    }

    private void span(SpanColumns c, int s) {
        BigEndian.putLong(traceId, 0, c.traceIdHigh[c.spanTrace[s]]);
        BigEndian.putLong(traceId, 8, c.traceIdLow[c.spanTrace[s]]);
        out.bytes(1, traceId);
        id(2, c.spanId[s], c.spanIdLength[s]);
        text(3, c.spanTraceState[s]);
        id(4, c.spanParentId[s], c.spanParentIdLength[s]);
        text(5, c.spanName[s]);
        if (c.spanKind[s] != 0) {
            out.varint(6, c.spanKind[s]);
        }
        long start = c.spanStartNanos[s];
        nanos(7, start);
        nanos(8, start + c.spanDurationNanos[s]);
        attributes(9, c.spanAttributes, s);
        count(10, c.spanDroppedAttributes[s]);
        for (int e = c.spanEventStart[s]; e < c.spanEventStart[s + 1]; e++) {
            int mark = out.begin(11);
            nanos(1, start + c.eventTimeSinceStartNanos[e]);
            text(2, c.eventName[e]);
            attributes(3, c.eventAttributes, e);
            count(4, c.eventDroppedAttributes[e]);
            out.end(mark);
        }
        count(12, c.spanDroppedEvents[s]);
        for (int l = c.spanLinkStart[s]; l < c.spanLinkStart[s + 1]; l++) {
            int mark = out.begin(13);
            raw(1, c.linkTraceId[l]);
            raw(2, c.linkSpanId[l]);
            text(3, c.linkTraceState[l]);
            attributes(4, c.linkAttributes, l);
            count(5, c.linkDroppedAttributes[l]);
            out.end(mark);
        }
        count(14, c.spanDroppedLinks[s]);
        int status = out.begin(15);
        text(2, c.spanStatusMessage[s]);
        if (c.spanStatusCode[s] != 0) {
            out.varint(3, c.spanStatusCode[s]);
        }
        out.end(status);
    }

    private void attributes(int field, AttributeColumns attributes, int owner) {
        int end = attributes.start()[owner + 1];
        for (int a = attributes.start()[owner]; a < end; a++) {
            int attribute = out.begin(field);
            text(1, attributes.key()[a]);
            int value = out.begin(2);
            values.write(attributes.type()[a], attributes.value()[a]);
            out.end(value);
            out.end(attribute);
        }
    }

    private void text(int field, int string) {
        if (columns.strings.length(string) > 0) {
            values.text(field, string);
        }
    }

    private void raw(int field, int string) {
        int length = columns.strings.length(string);
        if (length > 0) {
            out.bytes(field, columns.strings.bytes(), columns.strings.offset(string), length);
        }
    }

    private void id(int field, long value, int length) {
        if (length > 0) {
            BigEndian.putLong(id, 0, value);
            out.bytes(field, id, 0, Math.min(8, length));
        }
    }

    private void nanos(int field, long value) {
        if (value != 0) {
            out.fixed64(field, value);
        }
    }

    /** A uint32, which a column holds as an int. */
    private void count(int field, int value) {
        if (value != 0) {
            out.varint(field, value & 0xFFFFFFFFL);
        }
    }
}
