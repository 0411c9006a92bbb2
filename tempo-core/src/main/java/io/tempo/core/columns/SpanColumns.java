package io.tempo.core.columns;

import io.tempo.core.model.TraceId;

/**
 * Spans with everything that is stored of them, as columns, in the order they arrived; spans of one
 * trace need not lie together, and one trace may hold the same span twice. An immutable view:
 * arrays may be longer than the counts say, and nothing below the counts ever changes. Thread-safe.
 *
 * <p>Text is an id into {@link #strings}; id 0 is "". Resources and instrumentation scopes are each
 * kept once, however many spans share them. Span ids are the first 8 bytes as a big-endian number,
 * shorter ids padded at the end with zeros; their length is kept beside them.
 */
public final class SpanColumns {

    /** All text and all raw bytes. */
    public final ByteStrings strings;

    /** Elements of array values of all attributes; see {@link io.tempo.core.model.ValueType}. */
    public final long[] elements;

    public final int traceCount;

    /** Bytes 0 to 7 of a trace's id. */
    public final long[] traceIdHigh;

    /** Bytes 8 to 15 of a trace's id. */
    public final long[] traceIdLow;

    public final int resourceCount;
    public final AttributeColumns resourceAttributes;
    public final int[] resourceDroppedAttributes;

    /**
     * String id of a resource's {@code service.name}, if it is a string; -1 where there is none.
     */
    public final int[] resourceServiceName;

    public final int scopeCount;
    public final int[] scopeName;
    public final int[] scopeVersion;
    public final AttributeColumns scopeAttributes;
    public final int[] scopeDroppedAttributes;

    public final int spanCount;

    /** Which trace a span belongs to. */
    public final int[] spanTrace;

    /** Which resource a span belongs to. */
    public final int[] spanResource;

    /** Which instrumentation scope a span belongs to. */
    public final int[] spanScope;

    public final long[] spanId;
    public final byte[] spanIdLength;
    public final long[] spanParentId;

    /** 0 for a root span. */
    public final byte[] spanParentIdLength;

    public final int[] spanName;

    /** OTLP's number. */
    public final int[] spanKind;

    public final int[] spanTraceState;

    /** Unix nanoseconds. */
    public final long[] spanStartNanos;

    /** End minus start, wrapping: unsigned. */
    public final long[] spanDurationNanos;

    /** OTLP's number; 0 where no status was sent. */
    public final int[] spanStatusCode;

    public final int[] spanStatusMessage;
    public final AttributeColumns spanAttributes;
    public final int[] spanDroppedAttributes;
    public final int[] spanDroppedEvents;
    public final int[] spanDroppedLinks;

    /** First event of each span, and one more. */
    public final int[] spanEventStart;

    /** First link of each span, and one more. */
    public final int[] spanLinkStart;

    /** Event time minus span start, wrapping. */
    public final long[] eventTimeSinceStartNanos;

    public final int[] eventName;
    public final AttributeColumns eventAttributes;
    public final int[] eventDroppedAttributes;

    /** String id of the raw bytes. */
    public final int[] linkTraceId;

    /** String id of the raw bytes. */
    public final int[] linkSpanId;

    public final int[] linkTraceState;
    public final AttributeColumns linkAttributes;
    public final int[] linkDroppedAttributes;

    SpanColumns(SpanColumnsBuilder b) {
        strings = b.dictionary.strings();
        elements = b.elements;
        traceCount = b.traceCount;
        traceIdHigh = b.traceIdHigh;
        traceIdLow = b.traceIdLow;
        resourceCount = b.resourceAttributes.owners;
        resourceAttributes = b.resourceAttributes.columns();
        resourceDroppedAttributes = b.resourceDroppedAttributes;
        resourceServiceName = b.resourceServiceName;
        scopeCount = b.scopeAttributes.owners;
        scopeName = b.scopeName;
        scopeVersion = b.scopeVersion;
        scopeAttributes = b.scopeAttributes.columns();
        scopeDroppedAttributes = b.scopeDroppedAttributes;
        spanCount = b.spanAttributes.owners;
        spanTrace = b.spanTrace;
        spanResource = b.spanResource;
        spanScope = b.spanScope;
        spanId = b.spanId;
        spanIdLength = b.spanIdLength;
        spanParentId = b.spanParentId;
        spanParentIdLength = b.spanParentIdLength;
        spanName = b.spanName;
        spanKind = b.spanKind;
        spanTraceState = b.spanTraceState;
        spanStartNanos = b.spanStartNanos;
        spanDurationNanos = b.spanDurationNanos;
        spanStatusCode = b.spanStatusCode;
        spanStatusMessage = b.spanStatusMessage;
        spanAttributes = b.spanAttributes.columns();
        spanDroppedAttributes = b.spanDroppedAttributes;
        spanDroppedEvents = b.spanDroppedEvents;
        spanDroppedLinks = b.spanDroppedLinks;
        spanEventStart = b.spanEventStart;
        spanLinkStart = b.spanLinkStart;
        eventTimeSinceStartNanos = b.eventTimeSinceStartNanos;
        eventName = b.eventName;
        eventAttributes = b.eventAttributes.columns();
        eventDroppedAttributes = b.eventDroppedAttributes;
        linkTraceId = b.linkTraceId;
        linkSpanId = b.linkSpanId;
        linkTraceState = b.linkTraceState;
        linkAttributes = b.linkAttributes.columns();
        linkDroppedAttributes = b.linkDroppedAttributes;
    }

    /** The id of a trace. */
    public TraceId traceId(int trace) {
        return new TraceId(traceIdHigh[trace], traceIdLow[trace]);
    }

    /** Events of all spans. */
    public int eventCount() {
        return spanEventStart[spanCount];
    }

    /** Links of all spans. */
    public int linkCount() {
        return spanLinkStart[spanCount];
    }
}
