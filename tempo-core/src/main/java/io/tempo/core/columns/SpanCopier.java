package io.tempo.core.columns;

import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Copies spans from columns to a builder, with their resources, scopes, events and links. Resources
 * and scopes are copied once each. Texts are interned as they are met: cost per span as for
 * decoding it, nothing is allocated per span. Not thread-safe.
 */
public final class SpanCopier {

    private static final int KEY_BYTES = 5;

    private final SpanColumns from;
    private final SpanColumnsBuilder to;
    private final int[] traces;
    private final int[] resources;
    private final int[] scopes;

    /** Copies from {@code from} to {@code to}, which may hold other spans already. */
    public SpanCopier(SpanColumns from, SpanColumnsBuilder to) {
        this.from = from;
        this.to = to;
        traces = unknown(from.traceCount);
        resources = unknown(from.resourceCount);
        scopes = unknown(from.scopeCount);
    }

    /** Some spans as columns of their own, in the order given. */
    public static SpanColumns select(SpanColumns columns, int[] spans, int count) {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        SpanCopier copier = new SpanCopier(columns, builder);
        for (int i = 0; i < count; i++) {
            copier.copy(spans[i]);
        }
        return builder.columns();
    }

    /** Copies a span; gives its ordinal in the builder. */
    public int copy(int span) {
        to.beginSpan(
                trace(from.spanTrace[span]),
                resource(from.spanResource[span]),
                scope(from.spanScope[span]));
        to.spanId(from.spanId[span], from.spanIdLength[span]);
        to.spanParentId(from.spanParentId[span], from.spanParentIdLength[span]);
        to.spanName(string(from.spanName[span]));
        to.spanKind(from.spanKind[span]);
        to.spanTraceState(string(from.spanTraceState[span]));
        to.spanTime(from.spanStartNanos[span], from.spanDurationNanos[span]);
        to.spanStatus(from.spanStatusCode[span], string(from.spanStatusMessage[span]));
        to.spanDroppedAttributes(from.spanDroppedAttributes[span]);
        to.spanDroppedEvents(from.spanDroppedEvents[span]);
        to.spanDroppedLinks(from.spanDroppedLinks[span]);
        AttributeColumns a = from.spanAttributes;
        for (int i = a.start()[span]; i < a.start()[span + 1]; i++) {
            to.spanAttribute(string(a.key()[i]), a.type()[i], value(a, i));
        }
        for (int e = from.spanEventStart[span]; e < from.spanEventStart[span + 1]; e++) {
            event(e);
        }
        for (int l = from.spanLinkStart[span]; l < from.spanLinkStart[span + 1]; l++) {
            link(l);
        }
        return to.endSpan();
    }

    private void event(int event) {
        to.beginEvent();
        to.eventTime(from.eventTimeSinceStartNanos[event]);
        to.eventName(string(from.eventName[event]));
        to.eventDroppedAttributes(from.eventDroppedAttributes[event]);
        AttributeColumns a = from.eventAttributes;
        for (int i = a.start()[event]; i < a.start()[event + 1]; i++) {
            to.eventAttribute(string(a.key()[i]), a.type()[i], value(a, i));
        }
        to.endEvent();
    }

    private void link(int link) {
        to.beginLink();
        to.linkTraceId(string(from.linkTraceId[link]));
        to.linkSpanId(string(from.linkSpanId[link]));
        to.linkTraceState(string(from.linkTraceState[link]));
        to.linkDroppedAttributes(from.linkDroppedAttributes[link]);
        AttributeColumns a = from.linkAttributes;
        for (int i = a.start()[link]; i < a.start()[link + 1]; i++) {
            to.linkAttribute(string(a.key()[i]), a.type()[i], value(a, i));
        }
        to.endLink();
    }

    private int trace(int trace) {
        if (traces[trace] < 0) {
            traces[trace] = to.trace(from.traceIdHigh[trace], from.traceIdLow[trace]);
        }
        return traces[trace];
    }

    private int resource(int resource) {
        if (resources[resource] < 0) {
            to.beginResource();
            to.resourceDroppedAttributes(from.resourceDroppedAttributes[resource]);
            AttributeColumns a = from.resourceAttributes;
            for (int i = a.start()[resource]; i < a.start()[resource + 1]; i++) {
                to.resourceAttribute(string(a.key()[i]), a.type()[i], value(a, i));
            }
            resources[resource] = to.endResource(notEncoded(resource), 0, KEY_BYTES);
        }
        return resources[resource];
    }

    private int scope(int scope) {
        if (scopes[scope] < 0) {
            to.beginScope();
            to.scopeName(string(from.scopeName[scope]));
            to.scopeVersion(string(from.scopeVersion[scope]));
            to.scopeDroppedAttributes(from.scopeDroppedAttributes[scope]);
            AttributeColumns a = from.scopeAttributes;
            for (int i = a.start()[scope]; i < a.start()[scope + 1]; i++) {
                to.scopeAttribute(string(a.key()[i]), a.type()[i], value(a, i));
            }
            scopes[scope] = to.endScope(notEncoded(scope), 0, KEY_BYTES);
        }
        return scopes[scope];
    }

    /** Bytes that are no encoded message (their field number is 0), different for each owner. */
    private static byte[] notEncoded(int owner) {
        return new byte[] {
            0, (byte) owner, (byte) (owner >>> 8), (byte) (owner >>> 16), (byte) (owner >>> 24)
        };
    }

    private int string(int id) {
        return to.string(from.strings.bytes(), from.strings.offset(id), from.strings.length(id));
    }

    private long value(AttributeColumns a, int entry) {
        byte type = a.type()[entry];
        long value = a.value()[entry];
        if (ValueType.isArray(type)) {
            boolean texts = type == ValueType.STRING_ARRAY;
            int start = to.beginArray();
            int first = ValueType.arrayStart(value);
            for (int i = 0; i < ValueType.arrayCount(value); i++) {
                long element = from.elements[first + i];
                to.element(texts ? string((int) element) : element);
            }
            return to.endArray(start);
        }
        return type == ValueType.STRING || type == ValueType.OTHER ? string((int) value) : value;
    }

    private static int[] unknown(int count) {
        int[] ordinals = new int[count];
        Arrays.fill(ordinals, -1);
        return ordinals;
    }
}
