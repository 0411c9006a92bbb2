package io.tempo.livestore;

import io.tempo.core.columns.SpanColumns;

import java.util.Arrays;

/**
 * The spans of some traces, one trace after another, each in order of arrival. Unlike {@link
 * io.tempo.core.columns.TraceLayout} it leaves out nothing.
 *
 * @param spans ordinals of spans
 * @param start first span of each trace, and one more
 */
record SpansByTrace(int[] spans, int[] start) {

    static SpansByTrace of(SpanColumns columns, int[] traces) {
        int[] place = new int[columns.traceCount];
        Arrays.fill(place, -1);
        for (int i = 0; i < traces.length; i++) {
            place[traces[i]] = i;
        }
        int[] start = new int[traces.length + 1];
        for (int s = 0; s < columns.spanCount; s++) {
            int p = place[columns.spanTrace[s]];
            if (p >= 0) {
                start[p + 1]++;
            }
        }
        for (int i = 0; i < traces.length; i++) {
            start[i + 1] += start[i];
        }
        int[] next = Arrays.copyOf(start, traces.length);
        int[] spans = new int[start[traces.length]];
        for (int s = 0; s < columns.spanCount; s++) {
            int p = place[columns.spanTrace[s]];
            if (p >= 0) {
                spans[next[p]++] = s;
            }
        }
        return new SpansByTrace(spans, start);
    }

    /** Position of a trace's first span. */
    int first(int trace) {
        return start[trace];
    }

    /** Spans of the traces from {@code from} to {@code to}. */
    int count(int from, int to) {
        return start[to] - start[from];
    }
}
