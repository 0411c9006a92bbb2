package io.tempo.core.block;

import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;

/**
 * Estimates what a trace adds to a row group, in the units that the format's row group size is
 * configured in. They are not the bytes that it takes encoded.
 */
final class RowGroupSizes {

    private static final int ATTRIBUTE = 7;

    private final SpanColumns c;
    private final TraceLayout layout;
    private final boolean v4;

    RowGroupSizes(SpanColumns columns, TraceLayout layout, BlockVersion version) {
        this.c = columns;
        this.layout = layout;
        this.v4 = version != BlockVersion.VPARQUET5;
    }

    long ofTrace(int trace) {
        long size = v4 ? 7 : 23;
        int resources = layout.traceResourceStart[trace + 1];
        for (int r = layout.traceResourceStart[trace]; r < resources; r++) {
            size += (v4 ? 10 : 31) + attributes(c.resourceAttributes, layout.groupResource[r]);
            for (int s = layout.resourceScopeStart[r]; s < layout.resourceScopeStart[r + 1]; s++) {
                size += v4 ? 2 : 6 + attributes(c.scopeAttributes, layout.groupScope[s]);
            }
        }
        for (int i = layout.traceSpanStart[trace]; i < layout.traceSpanStart[trace + 1]; i++) {
            size += span(layout.spans[i]);
        }
        return size;
    }

    private long span(int span) {
        long size = attributes(c.spanAttributes, span);
        size += v4 ? 14 : 45 + c.spanIdLength[span] + c.spanParentIdLength[span];
        for (int e = c.spanEventStart[span]; e < c.spanEventStart[span + 1]; e++) {
            int[] start = c.eventAttributes.start();
            size += v4 ? 4 + 4L * (start[e + 1] - start[e]) : 14 + attributes(c.eventAttributes, e);
        }
        if (!v4) {
            for (int l = c.spanLinkStart[span]; l < c.spanLinkStart[span + 1]; l++) {
                size +=
                        5
                                + c.strings.length(c.linkTraceId[l])
                                + c.strings.length(c.linkSpanId[l])
                                + attributes(c.linkAttributes, l);
            }
        }
        return size;
    }

    /**
     * Further elements of arrays are not counted: they are rare, and looking for them is not free.
     */
    private static long attributes(AttributeColumns a, int owner) {
        return (long) ATTRIBUTE * (a.start()[owner + 1] - a.start()[owner]);
    }
}
