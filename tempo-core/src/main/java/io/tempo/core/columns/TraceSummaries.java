package io.tempo.core.columns;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;
import io.tempo.core.model.ValueType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is said of each trace of a {@link TraceLayout} as a whole: its time, its root span, and how
 * many spans and failed spans each service has in it. Immutable; thread-safe.
 */
public final class TraceSummaries {

    private static final int STATUS_ERROR = 2;
    private static final byte[] REF_TYPE = "opentracing.ref_type".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CHILD_OF = "child_of".getBytes(StandardCharsets.UTF_8);

    /** Earliest start of a span, unix nanoseconds; spans that start at 0 do not count. */
    public final long[] startNanos;

    /** Latest end of a span, unix nanoseconds. */
    public final long[] endNanos;

    /** String id of the root span's name; 0 ("") where there is no root. */
    public final int[] rootName;

    /** String id of the root span's service; 0 ("") where there is none. */
    public final int[] rootService;

    /** First entry of each trace in the three lists below, and one more. */
    public final int[] serviceStart;

    /** String ids of service names, ascending by their bytes within a trace. */
    public int[] service;

    public int[] serviceSpans;

    /** Spans with the status error. */
    public int[] serviceErrors;

    private final SpanColumns c;

    /** The summaries of all traces of a layout. */
    public static TraceSummaries of(SpanColumns columns, TraceLayout layout) {
        return new TraceSummaries(columns, layout);
    }

    private TraceSummaries(SpanColumns columns, TraceLayout layout) {
        c = columns;
        int n = layout.traceCount;
        startNanos = new long[n];
        endNanos = new long[n];
        rootName = new int[n];
        rootService = new int[n];
        serviceStart = new int[n + 1];
        service = new int[n + 16];
        serviceSpans = new int[n + 16];
        serviceErrors = new int[n + 16];
        for (int t = 0; t < n; t++) {
            times(layout, t);
            root(layout, t);
            services(layout, t);
        }
    }

    /** End minus start; 0 if the trace ends before it starts. */
    public long durationNanos(int trace) {
        return Math.max(0, endNanos[trace] - startNanos[trace]);
    }

    private void times(TraceLayout layout, int trace) {
        long start = 0;
        long end = 0;
        for (int i = layout.traceSpanStart[trace]; i < layout.traceSpanStart[trace + 1]; i++) {
            int span = layout.spans[i];
            long spanStart = c.spanStartNanos[span];
            long spanEnd = spanStart + c.spanDurationNanos[span];
            if (start == 0 || spanStart != 0 && Long.compareUnsigned(spanStart, start) < 0) {
                start = spanStart;
            }
            if (Long.compareUnsigned(spanEnd, end) > 0) {
                end = spanEnd;
            }
        }
        startNanos[trace] = start;
        endNanos[trace] = end;
    }

    /** The root that arrived last. */
    private void root(TraceLayout layout, int trace) {
        int root = -1;
        for (int i = layout.traceSpanStart[trace]; i < layout.traceSpanStart[trace + 1]; i++) {
            int span = layout.spans[i];
            if (span > root && c.spanParentIdLength[span] == 0 && !hasHidingLink(span)) {
                root = span;
            }
        }
        if (root >= 0) {
            rootName[trace] = c.spanName[root];
            rootService[trace] = Math.max(0, c.resourceServiceName[c.spanResource[root]]);
        }
    }

    /** Whether a link says that the span, which has no parent id, is a child in its own trace. */
    private boolean hasHidingLink(int span) {
        for (int l = c.spanLinkStart[span]; l < c.spanLinkStart[span + 1]; l++) {
            if (isOwnTrace(span, c.linkTraceId[l])) {
                AttributeColumns a = c.linkAttributes;
                for (int e = a.start()[l]; e < a.start()[l + 1]; e++) {
                    if (a.type()[e] == ValueType.STRING
                            && c.strings.equals(a.key()[e], REF_TYPE)
                            && c.strings.equals((int) a.value()[e], CHILD_OF)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isOwnTrace(int span, int idString) {
        if (c.strings.length(idString) != TraceId.BYTES) {
            return false;
        }
        int at = c.strings.offset(idString);
        int trace = c.spanTrace[span];
        return BigEndian.getLong(c.strings.bytes(), at) == c.traceIdHigh[trace]
                && BigEndian.getLong(c.strings.bytes(), at + 8) == c.traceIdLow[trace];
    }

    private void services(TraceLayout layout, int trace) {
        int first = serviceStart[trace];
        int end = first;
        for (int g = layout.traceResourceStart[trace];
                g < layout.traceResourceStart[trace + 1];
                g++) {
            int name = Math.max(0, c.resourceServiceName[layout.groupResource[g]]);
            int at = find(first, end, name);
            if (at < 0) {
                at = -at - 1;
                insert(at, end++, name);
            }
            int from = layout.scopeSpanStart[layout.resourceScopeStart[g]];
            int to = layout.scopeSpanStart[layout.resourceScopeStart[g + 1]];
            serviceSpans[at] += to - from;
            for (int i = from; i < to; i++) {
                if (c.spanStatusCode[layout.spans[i]] == STATUS_ERROR) {
                    serviceErrors[at]++;
                }
            }
        }
        serviceStart[trace + 1] = end;
    }

    private int find(int from, int to, int name) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = low + high >>> 1;
            int order = service[middle] == name ? 0 : c.strings.compare(service[middle], name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return -low - 1;
    }

    private void insert(int at, int end, int name) {
        if (end == service.length) {
            service = Arrays.copyOf(service, end * 2);
            serviceSpans = Arrays.copyOf(serviceSpans, end * 2);
            serviceErrors = Arrays.copyOf(serviceErrors, end * 2);
        }
        System.arraycopy(service, at, service, at + 1, end - at);
        System.arraycopy(serviceSpans, at, serviceSpans, at + 1, end - at);
        System.arraycopy(serviceErrors, at, serviceErrors, at + 1, end - at);
        service[at] = name;
        serviceSpans[at] = 0;
        serviceErrors[at] = 0;
    }
}
