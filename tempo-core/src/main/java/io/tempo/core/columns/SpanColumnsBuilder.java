package io.tempo.core.columns;

import io.tempo.core.model.SeededHash;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Appends spans to columns. One span is: {@link #beginSpan}, then any of the setters, {@link
 * #spanAttribute}, {@link #beginEvent} … {@link #endEvent}, {@link #beginLink} … {@link #endLink}
 * in any order (events and links do not nest), then {@link #endSpan}. A span that was begun is in
 * no {@link #columns view} until it has ended.
 *
 * <p>Resources and scopes are added with {@link #beginResource} … {@link #endResource}, and
 * remembered under the bytes they came from, so that the same bytes are decoded once.
 *
 * <p>Cost per span: the dictionary look-ups of its texts; nothing is allocated but when an array
 * grows. Not thread-safe; a view may be read by other threads while later spans are appended.
 */
public final class SpanColumnsBuilder {

    private static final byte[] SERVICE_NAME = {
        's', 'e', 'r', 'v', 'i', 'c', 'e', '.', 'n', 'a', 'm', 'e'
    };

    final ByteDictionary dictionary = new ByteDictionary(4096);
    private final int serviceNameKey = dictionary.intern(SERVICE_NAME);

    long[] elements = new long[16];
    int elementCount;

    int traceCount;
    long[] traceIdHigh = new long[256];
    long[] traceIdLow = new long[256];
    private int[] traceTable = new int[1024];

    private final ByteDictionary resourceBytes = new ByteDictionary(64);
    private int[] resourceByBytes = new int[64];
    final Attributes resourceAttributes = new Attributes(16);
    int[] resourceDroppedAttributes = new int[16];
    int[] resourceServiceName = new int[16];

    private final ByteDictionary scopeBytes = new ByteDictionary(64);
    private int[] scopeByBytes = new int[64];
    final Attributes scopeAttributes = new Attributes(16);
    int[] scopeName = new int[16];
    int[] scopeVersion = new int[16];
    int[] scopeDroppedAttributes = new int[16];

    final Attributes spanAttributes = new Attributes(1024);
    int[] spanTrace = new int[1024];
    int[] spanResource = new int[1024];
    int[] spanScope = new int[1024];
    long[] spanId = new long[1024];
    byte[] spanIdLength = new byte[1024];
    long[] spanParentId = new long[1024];
    byte[] spanParentIdLength = new byte[1024];
    int[] spanName = new int[1024];
    int[] spanKind = new int[1024];
    int[] spanTraceState = new int[1024];
    long[] spanStartNanos = new long[1024];
    long[] spanDurationNanos = new long[1024];
    int[] spanStatusCode = new int[1024];
    int[] spanStatusMessage = new int[1024];
    int[] spanDroppedAttributes = new int[1024];
    int[] spanDroppedEvents = new int[1024];
    int[] spanDroppedLinks = new int[1024];
    int[] spanEventStart = new int[1025];
    int[] spanLinkStart = new int[1025];

    final Attributes eventAttributes = new Attributes(16);
    long[] eventTimeSinceStartNanos = new long[16];
    int[] eventName = new int[16];
    int[] eventDroppedAttributes = new int[16];

    final Attributes linkAttributes = new Attributes(16);
    int[] linkTraceId = new int[16];
    int[] linkSpanId = new int[16];
    int[] linkTraceState = new int[16];
    int[] linkDroppedAttributes = new int[16];

    public SpanColumnsBuilder() {
        Arrays.fill(resourceByBytes, -1);
        Arrays.fill(scopeByBytes, -1);
    }

    /** A view of the spans that have ended. */
    public SpanColumns columns() {
        return new SpanColumns(this);
    }

    public int spanCount() {
        return spanAttributes.owners;
    }

    public int traceCount() {
        return traceCount;
    }

    /** The id of a text or of raw bytes. */
    public int string(byte[] bytes, int offset, int length) {
        return dictionary.intern(bytes, offset, length);
    }

    /** The ids of several texts at once; see {@link ByteDictionary#intern}. */
    public void strings(byte[] source, int[] offsets, int[] lengths, int count, int[] ids) {
        dictionary.intern(source, offsets, lengths, count, ids);
    }

    /**
     * Begins an array value; add its elements with {@link #element}, then make it with {@link
     * #endArray}.
     */
    public int beginArray() {
        return elementCount;
    }

    /** Adds an element, in the form its scalar type says. */
    public void element(long value) {
        if (elementCount == elements.length) {
            elements = Arrays.copyOf(elements, elementCount * 2);
        }
        elements[elementCount++] = value;
    }

    /** The value of the array that {@link #beginArray} gave {@code start} for. */
    public long endArray(int start) {
        return ValueType.array(start, elementCount - start);
    }

    /** An element of an array that was made, by its position as in {@link ValueType#array}. */
    public long elementAt(int index) {
        return elements[index];
    }

    /** Gives back the elements added since {@link #beginArray}. */
    public void dropArray(int start) {
        elementCount = start;
    }

    // ---- traces ----

    /** The ordinal of a trace, given now if it is new. */
    public int trace(long idHigh, long idLow) {
        int mask = traceTable.length - 1;
        int slot = traceHash(idHigh, idLow) & mask;
        while (true) {
            int entry = traceTable[slot];
            if (entry == 0) {
                return addTrace(idHigh, idLow, slot);
            }
            if (traceIdLow[entry - 1] == idLow && traceIdHigh[entry - 1] == idHigh) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    /** The ordinal of a trace, or -1 if none of its spans was added. */
    public int findTrace(TraceId id) {
        int mask = traceTable.length - 1;
        int slot = traceHash(id.high(), id.low()) & mask;
        while (true) {
            int entry = traceTable[slot];
            if (entry == 0) {
                return -1;
            }
            if (traceIdLow[entry - 1] == id.low() && traceIdHigh[entry - 1] == id.high()) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    private int addTrace(long idHigh, long idLow, int slot) {
        if (traceCount == traceIdHigh.length) {
            traceIdHigh = Arrays.copyOf(traceIdHigh, traceCount * 2);
            traceIdLow = Arrays.copyOf(traceIdLow, traceCount * 2);
        }
        int trace = traceCount++;
        traceIdHigh[trace] = idHigh;
        traceIdLow[trace] = idLow;
        traceTable[slot] = trace + 1;
        if (traceCount * 2 > traceTable.length) {
            traceTable = new int[traceTable.length * 2];
            int mask = traceTable.length - 1;
            for (int t = 0; t < traceCount; t++) {
                int s = traceHash(traceIdHigh[t], traceIdLow[t]) & mask;
                while (traceTable[s] != 0) {
                    s = s + 1 & mask;
                }
                traceTable[s] = t + 1;
            }
        }
        return trace;
    }

    private static int traceHash(long high, long low) {
        return SeededHash.of(high, low);
    }

    // ---- resources and scopes ----

    /** The resource that was remembered under these encoded bytes, or -1. */
    public int findResource(byte[] encoded, int offset, int length) {
        int id = resourceBytes.find(encoded, offset, length);
        return id < 0 ? -1 : resourceByBytes[id];
    }

    public void beginResource() {
        int r = resourceAttributes.owners;
        if (r == resourceServiceName.length) {
            resourceServiceName = Arrays.copyOf(resourceServiceName, r * 2);
            resourceDroppedAttributes = Arrays.copyOf(resourceDroppedAttributes, r * 2);
        }
        resourceServiceName[r] = -1;
        resourceDroppedAttributes[r] = 0;
    }

    public void resourceDroppedAttributes(int count) {
        resourceDroppedAttributes[resourceAttributes.owners] = count;
    }

    public void resourceAttribute(int key, byte type, long value) {
        if (key == serviceNameKey && type == ValueType.STRING) {
            resourceServiceName[resourceAttributes.owners] = (int) value;
        }
        resourceAttributes.add(key, type, value);
    }

    /** Ends a resource and remembers it under its encoded bytes; gives its ordinal. */
    public int endResource(byte[] encoded, int offset, int length) {
        int resource = resourceAttributes.endOwner();
        int id = resourceBytes.intern(encoded, offset, length);
        resourceByBytes = remember(resourceByBytes, id, resource);
        return resource;
    }

    /** The scope that was remembered under these encoded bytes, or -1. */
    public int findScope(byte[] encoded, int offset, int length) {
        int id = scopeBytes.find(encoded, offset, length);
        return id < 0 ? -1 : scopeByBytes[id];
    }

    public void beginScope() {
        int s = scopeAttributes.owners;
        if (s == scopeName.length) {
            scopeName = Arrays.copyOf(scopeName, s * 2);
            scopeVersion = Arrays.copyOf(scopeVersion, s * 2);
            scopeDroppedAttributes = Arrays.copyOf(scopeDroppedAttributes, s * 2);
        }
        scopeName[s] = 0;
        scopeVersion[s] = 0;
        scopeDroppedAttributes[s] = 0;
    }

    public void scopeName(int string) {
        scopeName[scopeAttributes.owners] = string;
    }

    public void scopeVersion(int string) {
        scopeVersion[scopeAttributes.owners] = string;
    }

    public void scopeDroppedAttributes(int count) {
        scopeDroppedAttributes[scopeAttributes.owners] = count;
    }

    public void scopeAttribute(int key, byte type, long value) {
        scopeAttributes.add(key, type, value);
    }

    /** Ends a scope and remembers it under its encoded bytes; gives its ordinal. */
    public int endScope(byte[] encoded, int offset, int length) {
        int scope = scopeAttributes.endOwner();
        int id = scopeBytes.intern(encoded, offset, length);
        scopeByBytes = remember(scopeByBytes, id, scope);
        return scope;
    }

    private static int[] remember(int[] byBytes, int id, int ordinal) {
        int[] result = byBytes;
        if (id >= byBytes.length) {
            result = Arrays.copyOf(byBytes, Math.max(byBytes.length * 2, id + 1));
            Arrays.fill(result, byBytes.length, result.length, -1);
        }
        result[id] = ordinal;
        return result;
    }

    // ---- spans ----

    public void beginSpan(int trace, int resource, int scope) {
        int s = spanAttributes.owners;
        if (s == spanTrace.length) {
            growSpans(s * 2);
        }
        spanTrace[s] = trace;
        spanResource[s] = resource;
        spanScope[s] = scope;
        spanId[s] = 0;
        spanIdLength[s] = 0;
        spanParentId[s] = 0;
        spanParentIdLength[s] = 0;
        spanName[s] = 0;
        spanKind[s] = 0;
        spanTraceState[s] = 0;
        spanStartNanos[s] = 0;
        spanDurationNanos[s] = 0;
        spanStatusCode[s] = 0;
        spanStatusMessage[s] = 0;
        spanDroppedAttributes[s] = 0;
        spanDroppedEvents[s] = 0;
        spanDroppedLinks[s] = 0;
    }

    public void spanId(long id, int length) {
        spanId[spanAttributes.owners] = id;
        spanIdLength[spanAttributes.owners] = (byte) length;
    }

    public void spanParentId(long id, int length) {
        spanParentId[spanAttributes.owners] = id;
        spanParentIdLength[spanAttributes.owners] = (byte) length;
    }

    public void spanName(int string) {
        spanName[spanAttributes.owners] = string;
    }

    public void spanKind(int kind) {
        spanKind[spanAttributes.owners] = kind;
    }

    public void spanTraceState(int string) {
        spanTraceState[spanAttributes.owners] = string;
    }

    /** Start in unix nanoseconds, and end minus start. */
    public void spanTime(long startNanos, long durationNanos) {
        spanStartNanos[spanAttributes.owners] = startNanos;
        spanDurationNanos[spanAttributes.owners] = durationNanos;
    }

    public void spanStatus(int code, int messageString) {
        spanStatusCode[spanAttributes.owners] = code;
        spanStatusMessage[spanAttributes.owners] = messageString;
    }

    public void spanAttribute(int key, byte type, long value) {
        spanAttributes.add(key, type, value);
    }

    public void spanDroppedAttributes(int count) {
        spanDroppedAttributes[spanAttributes.owners] = count;
    }

    public void spanDroppedEvents(int count) {
        spanDroppedEvents[spanAttributes.owners] = count;
    }

    public void spanDroppedLinks(int count) {
        spanDroppedLinks[spanAttributes.owners] = count;
    }

    /**
     * Begins an event of the span; its time may be absolute until {@link #endSpan} if {@link
     * #eventTime} says so.
     */
    public void beginEvent() {
        int e = eventAttributes.owners;
        if (e == eventName.length) {
            eventName = Arrays.copyOf(eventName, e * 2);
            eventTimeSinceStartNanos = Arrays.copyOf(eventTimeSinceStartNanos, e * 2);
            eventDroppedAttributes = Arrays.copyOf(eventDroppedAttributes, e * 2);
        }
        eventName[e] = 0;
        eventTimeSinceStartNanos[e] = 0;
        eventDroppedAttributes[e] = 0;
    }

    /**
     * Event time minus span start; use {@link #rebaseEvents} where the start is known only later.
     */
    public void eventTime(long nanos) {
        eventTimeSinceStartNanos[eventAttributes.owners] = nanos;
    }

    public void eventName(int string) {
        eventName[eventAttributes.owners] = string;
    }

    public void eventDroppedAttributes(int count) {
        eventDroppedAttributes[eventAttributes.owners] = count;
    }

    public void eventAttribute(int key, byte type, long value) {
        eventAttributes.add(key, type, value);
    }

    public void endEvent() {
        eventAttributes.endOwner();
    }

    /**
     * Subtracts the span's start from the times of all its events, which were given as unix
     * nanoseconds.
     */
    public void rebaseEvents() {
        int s = spanAttributes.owners;
        long start = spanStartNanos[s];
        for (int e = spanEventStart[s]; e < eventAttributes.owners; e++) {
            eventTimeSinceStartNanos[e] -= start;
        }
    }

    public void beginLink() {
        int l = linkAttributes.owners;
        if (l == linkTraceId.length) {
            linkTraceId = Arrays.copyOf(linkTraceId, l * 2);
            linkSpanId = Arrays.copyOf(linkSpanId, l * 2);
            linkTraceState = Arrays.copyOf(linkTraceState, l * 2);
            linkDroppedAttributes = Arrays.copyOf(linkDroppedAttributes, l * 2);
        }
        linkTraceId[l] = 0;
        linkSpanId[l] = 0;
        linkTraceState[l] = 0;
        linkDroppedAttributes[l] = 0;
    }

    /** String ids of the raw bytes of the linked trace's and span's ids. */
    public void linkTraceId(int string) {
        linkTraceId[linkAttributes.owners] = string;
    }

    public void linkSpanId(int string) {
        linkSpanId[linkAttributes.owners] = string;
    }

    public void linkTraceState(int string) {
        linkTraceState[linkAttributes.owners] = string;
    }

    public void linkDroppedAttributes(int count) {
        linkDroppedAttributes[linkAttributes.owners] = count;
    }

    public void linkAttribute(int key, byte type, long value) {
        linkAttributes.add(key, type, value);
    }

    public void endLink() {
        linkAttributes.endOwner();
    }

    /** Ends the span and gives its ordinal. */
    public int endSpan() {
        int span = spanAttributes.endOwner();
        spanEventStart[span + 1] = eventAttributes.owners;
        spanLinkStart[span + 1] = linkAttributes.owners;
        return span;
    }

    /** Heap bytes held, about. */
    public long memoryBytes() {
        return dictionary.memoryBytes()
                + resourceBytes.memoryBytes()
                + scopeBytes.memoryBytes()
                + 8L * elements.length
                + 16L * traceIdHigh.length
                + 4L * traceTable.length
                + 86L * spanTrace.length
                + 16L * eventName.length
                + 16L * linkTraceId.length
                + spanAttributes.memoryBytes()
                + resourceAttributes.memoryBytes()
                + scopeAttributes.memoryBytes()
                + eventAttributes.memoryBytes()
                + linkAttributes.memoryBytes();
    }

    private void growSpans(int n) {
        spanTrace = Arrays.copyOf(spanTrace, n);
        spanResource = Arrays.copyOf(spanResource, n);
        spanScope = Arrays.copyOf(spanScope, n);
        spanId = Arrays.copyOf(spanId, n);
        spanIdLength = Arrays.copyOf(spanIdLength, n);
        spanParentId = Arrays.copyOf(spanParentId, n);
        spanParentIdLength = Arrays.copyOf(spanParentIdLength, n);
        spanName = Arrays.copyOf(spanName, n);
        spanKind = Arrays.copyOf(spanKind, n);
        spanTraceState = Arrays.copyOf(spanTraceState, n);
        spanStartNanos = Arrays.copyOf(spanStartNanos, n);
        spanDurationNanos = Arrays.copyOf(spanDurationNanos, n);
        spanStatusCode = Arrays.copyOf(spanStatusCode, n);
        spanStatusMessage = Arrays.copyOf(spanStatusMessage, n);
        spanDroppedAttributes = Arrays.copyOf(spanDroppedAttributes, n);
        spanDroppedEvents = Arrays.copyOf(spanDroppedEvents, n);
        spanDroppedLinks = Arrays.copyOf(spanDroppedLinks, n);
        spanEventStart = Arrays.copyOf(spanEventStart, n + 1);
        spanLinkStart = Arrays.copyOf(spanLinkStart, n + 1);
    }

    /** Grows the entries of one {@link AttributeColumns}. */
    static final class Attributes {
        int owners;
        int entries;
        int[] start;
        int[] key;
        byte[] type;
        long[] value;

        Attributes(int owners) {
            start = new int[owners + 1];
            key = new int[owners * 8];
            type = new byte[owners * 8];
            value = new long[owners * 8];
        }

        void add(int k, byte t, long v) {
            int i = entries;
            if (i == key.length) {
                key = Arrays.copyOf(key, i * 2);
                type = Arrays.copyOf(type, i * 2);
                value = Arrays.copyOf(value, i * 2);
            }
            key[i] = k;
            type[i] = t;
            value[i] = v;
            entries = i + 1;
        }

        int endOwner() {
            int owner = owners++;
            if (owners + 1 > start.length) {
                start = Arrays.copyOf(start, start.length * 2);
            }
            start[owners] = entries;
            return owner;
        }

        AttributeColumns columns() {
            return new AttributeColumns(start, key, type, value);
        }

        long memoryBytes() {
            return 4L * start.length + 13L * key.length;
        }
    }
}
