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
    public final int[] service;

    public final int[] serviceSpans;

    /** Spans with the status error. */
    public final int[] serviceErrors;

    /** The summaries of all traces of a layout. */
    public static TraceSummaries of(SpanColumns columns, TraceLayout layout) {
        return new TraceSummaries(new Builder(columns, layout));
    }

    private TraceSummaries(Builder b) {
        startNanos = b.startNanos;
        endNanos = b.endNanos;
        rootName = b.rootName;
        rootService = b.rootService;
        serviceStart = b.serviceStart;
        service = b.service;
        serviceSpans = b.serviceSpans;
        serviceErrors = b.serviceErrors;
    }

    /** End minus start; 0 if the trace ends before it starts. */
    public long durationNanos(int trace) {
        return Math.max(0, endNanos[trace] - startNanos[trace]);
    }

    /** What is under way while summaries are made. */
    private static final class Builder {

        private final SpanColumns c;
        private final TraceLayout layout;
        private final long[] startNanos;
        private final long[] endNanos;
        private final int[] rootName;
        private final int[] rootService;
        private final int[] serviceStart;
        private int[] service;
        private int[] serviceSpans;
        private int[] serviceErrors;

        /** Resource groups of the trace that is looked at. */
        private int[] groups = new int[16];

        private final IntSort byService = new IntSort(this::compareServices);

        Builder(SpanColumns columns, TraceLayout layout) {
            this.c = columns;
            this.layout = layout;
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
                times(t);
                root(t);
                services(t);
            }
        }

        private void times(int trace) {
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
        private void root(int trace) {
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

        /**
         * Whether a link says that the span, which has no parent id, is a child in its own trace.
         */
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

        private void services(int trace) {
            int from = layout.traceResourceStart[trace];
            int count = layout.traceResourceStart[trace + 1] - from;
            if (groups.length < count) {
                groups = new int[Math.max(count, groups.length * 2)];
            }
            for (int i = 0; i < count; i++) {
                groups[i] = from + i;
            }
            byService.sort(groups, 0, count);
            int at = serviceStart[trace] - 1;
            for (int i = 0; i < count; i++) {
                int name = serviceOf(groups[i]);
                if (i == 0 || name != service[at]) {
                    at++;
                    if (at == service.length) {
                        service = Arrays.copyOf(service, at * 2);
                        serviceSpans = Arrays.copyOf(serviceSpans, at * 2);
                        serviceErrors = Arrays.copyOf(serviceErrors, at * 2);
                    }
                    service[at] = name;
                }
                int firstSpan = layout.scopeSpanStart[layout.resourceScopeStart[groups[i]]];
                int endSpan = layout.scopeSpanStart[layout.resourceScopeStart[groups[i] + 1]];
                serviceSpans[at] += endSpan - firstSpan;
                for (int s = firstSpan; s < endSpan; s++) {
                    if (c.spanStatusCode[layout.spans[s]] == STATUS_ERROR) {
                        serviceErrors[at]++;
                    }
                }
            }
            serviceStart[trace + 1] = at + 1;
        }

        /** String id of a resource group's service, "" where it has none. */
        private int serviceOf(int group) {
            return Math.max(0, c.resourceServiceName[layout.groupResource[group]]);
        }

        private int compareServices(int groupA, int groupB) {
            int a = serviceOf(groupA);
            int b = serviceOf(groupB);
            return a == b ? 0 : c.strings.compare(a, b);
        }
    }
}
