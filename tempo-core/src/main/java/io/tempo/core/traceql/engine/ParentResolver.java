package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.columns.TraceTable.NumberField;

import java.util.Arrays;

/**
 * Finds the parent of each span of a table: by nested set numbers where the trace has them, by ids
 * where a span has none. Of two spans with the parent's id, a server's parent is the client and any
 * other's the server, as when traces are numbered.
 *
 * <p>Time: O(n log n) in the spans of a trace.
 */
final class ParentResolver {

    private static final long KIND_SERVER = 2;
    private static final long KIND_CLIENT = 3;

    private final TraceTable table;
    private final int[] parents;

    /** (key, span) pairs of one trace, sorted by key: nested set number or span id. */
    private long[] keys = new long[64];

    private int[] spans = new int[64];

    ParentResolver(TraceTable table) {
        this.table = table;
        this.parents = new int[table.spanCount()];
    }

    int[] parents() {
        Arrays.fill(parents, -1);
        long[] left = table.numbers(NumberField.SPAN_NESTED_SET_LEFT);
        long[] parent = table.numbers(NumberField.SPAN_NESTED_SET_PARENT);
        int[] start = table.traceSpanStart();
        for (int t = 0; t < table.traceCount(); t++) {
            int from = start[t];
            int to = start[t + 1];
            boolean complete = byNumbers(left, parent, from, to);
            if (!complete) {
                byIds(parent, from, to);
            }
        }
        return parents;
    }

    /** Gives whether all spans have a number. */
    private boolean byNumbers(long[] left, long[] parent, int from, int to) {
        // Numbers are 1 to twice the number of spans, so that a table by number is small.
        int size = 2 * (to - from) + 1;
        if (spans.length < size) {
            spans = new int[Math.max(size, spans.length * 2)];
        }
        Arrays.fill(spans, 0, size, -1);
        boolean complete = true;
        for (int s = from; s < to; s++) {
            if (left[s] > 0 && left[s] < size) {
                spans[(int) left[s]] = s;
            }
            complete &= parent[s] != 0;
        }
        for (int s = from; s < to; s++) {
            if (parent[s] > 0 && parent[s] < size) {
                parents[s] = spans[(int) parent[s]];
            }
        }
        return complete;
    }

    private void byIds(long[] parent, int from, int to) {
        long[] ids = table.numbers(NumberField.SPAN_ID);
        long[] parentIds = table.numbers(NumberField.SPAN_PARENT_ID);
        long[] kinds = table.numbers(NumberField.SPAN_KIND);
        int n = to - from;
        if (keys.length < n) {
            keys = new long[Math.max(n, keys.length * 2)];
        }
        System.arraycopy(ids, from, keys, 0, n);
        Arrays.sort(keys, 0, n);
        if (spans.length < n) {
            spans = new int[n];
        }
        int[] next = new int[n];
        Arrays.fill(next, 0, n, 0);
        // Places each span at the first free place among the equal keys, in storage order.
        for (int s = from; s < to; s++) {
            int first = first(ids[s], n);
            spans[first + next[first]++] = s;
        }
        for (int s = from; s < to; s++) {
            if (parent[s] != 0 || parentIds[s] == 0) {
                continue;
            }
            int first = first(parentIds[s], n);
            if (first < 0) {
                continue;
            }
            int count = next[first];
            if (count == 1) {
                parents[s] = spans[first];
            } else if (count == 2) {
                long wanted = kinds[s] == KIND_SERVER ? KIND_CLIENT : KIND_SERVER;
                for (int i = first; i < first + count; i++) {
                    if (kinds[spans[i]] == wanted) {
                        parents[s] = spans[i];
                        break;
                    }
                }
            }
        }
    }

    /** The first place of a key, or -1. */
    private int first(long key, int n) {
        int low = 0;
        int high = n;
        while (low < high) {
            int middle = low + high >>> 1;
            if (keys[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < n && keys[low] == key ? low : -1;
    }
}
