package io.tempo.core.columns;

import io.tempo.core.model.SeededHash;

import java.util.Arrays;

/**
 * The tree numbers of spans: left and right number of a nested set, the parent's left number, and
 * the number of direct children. Indexed by position in a {@link TraceLayout}. Immutable;
 * thread-safe.
 *
 * <p>A trace's roots are the spans without a parent id. A span's parent is the span with that id;
 * where two share it, a client and a server, a server span belongs to the client span and any other
 * to the server span. Numbers are given depth first from each root, in stored order, counting from
 * 1. Spans that no root leads to have 0 throughout, as have all spans of a trace without a root, or
 * of one where three spans share an id.
 */
public final class NestedSets {

    private static final int KIND_SERVER = 2;
    private static final int KIND_CLIENT = 3;

    public final int[] left;
    public final int[] right;

    /** The parent's left number; -1 for a root. */
    public final int[] parent;

    /** Direct children, also of spans that no root leads to. */
    public final int[] childCount;

    /** The numbers of all spans of a layout. */
    public static NestedSets of(SpanColumns columns, TraceLayout layout) {
        return new NestedSets(new Numbering(columns, layout));
    }

    private NestedSets(Numbering n) {
        left = n.left;
        right = n.right;
        parent = n.parent;
        childCount = n.childCount;
    }

    /** What is under way while numbers are given. */
    private static final class Numbering {

        private final SpanColumns c;
        private final int[] spans;
        private final int[] left;
        private final int[] right;
        private final int[] parent;
        private final int[] childCount;

        // Of the trace that is looked at, by place in the trace.

        /** Place of a span's parent, -1 for none. */
        private final int[] parentAt;

        private final int[] firstChild;
        private final int[] nextSibling;

        /** The second span with the same id, -1 for none. */
        private final int[] twin;

        private int[] idTable = new int[64];
        private int mask;

        Numbering(SpanColumns columns, TraceLayout layout) {
            c = columns;
            spans = layout.spans;
            left = new int[layout.spanCount];
            right = new int[layout.spanCount];
            parent = new int[layout.spanCount];
            childCount = new int[layout.spanCount];
            int longest = 0;
            for (int t = 0; t < layout.traceCount; t++) {
                longest =
                        Math.max(longest, layout.traceSpanStart[t + 1] - layout.traceSpanStart[t]);
            }
            parentAt = new int[longest];
            firstChild = new int[longest];
            nextSibling = new int[longest];
            twin = new int[longest];
            for (int t = 0; t < layout.traceCount; t++) {
                int from = layout.traceSpanStart[t];
                number(from, layout.traceSpanStart[t + 1] - from);
            }
        }

        private void number(int from, int count) {
            boolean hasRoot = false;
            for (int i = 0; i < count && !hasRoot; i++) {
                hasRoot = c.spanParentIdLength[spans[from + i]] == 0;
            }
            if (!hasRoot || !indexIds(from, count)) {
                return;
            }
            Arrays.fill(firstChild, 0, count, -1);
            for (int i = count - 1; i >= 0; i--) {
                int span = spans[from + i];
                int p = c.spanParentIdLength[span] == 0 ? -1 : findParent(from, span);
                parentAt[i] = p;
                if (p >= 0) {
                    nextSibling[i] = firstChild[p];
                    firstChild[p] = i;
                    childCount[from + p]++;
                }
            }
            int counter = 1;
            for (int i = 0; i < count; i++) {
                if (c.spanParentIdLength[spans[from + i]] == 0) {
                    counter = walk(from, i, counter);
                }
            }
        }

        /** Numbers the tree below a root; gives the next number. */
        private int walk(int from, int root, int start) {
            int counter = start;
            int at = root;
            parent[from + root] = -1;
            left[from + root] = counter++;
            while (true) {
                int child = firstChild[at];
                if (child >= 0) {
                    parent[from + child] = left[from + at];
                    left[from + child] = counter++;
                    at = child;
                    continue;
                }
                right[from + at] = counter++;
                while (at != root && nextSibling[at] < 0) {
                    at = parentAt[at];
                    right[from + at] = counter++;
                }
                if (at == root) {
                    return counter;
                }
                int up = parentAt[at];
                at = nextSibling[at];
                parent[from + at] = left[from + up];
                left[from + at] = counter++;
            }
        }

        /** Enters the ids of a trace's spans; false if three spans share one. */
        private boolean indexIds(int from, int count) {
            int size = Integer.highestOneBit(count) * 4;
            if (idTable.length < size) {
                idTable = new int[size];
            } else {
                Arrays.fill(idTable, 0, size, 0);
            }
            mask = size - 1;
            Arrays.fill(twin, 0, count, -1);
            for (int i = 0; i < count; i++) {
                long id = c.spanId[spans[from + i]];
                int slot = slot(id);
                while (idTable[slot] != 0 && c.spanId[spans[from + idTable[slot] - 1]] != id) {
                    slot = slot + 1 & mask;
                }
                if (idTable[slot] == 0) {
                    idTable[slot] = i + 1;
                } else if (twin[idTable[slot] - 1] < 0) {
                    twin[idTable[slot] - 1] = i;
                } else {
                    return false;
                }
            }
            return true;
        }

        private int findParent(int from, int span) {
            long id = c.spanParentId[span];
            int slot = slot(id);
            while (idTable[slot] != 0) {
                int first = idTable[slot] - 1;
                if (c.spanId[spans[from + first]] == id) {
                    int second = twin[first];
                    if (second < 0) {
                        return first;
                    }
                    int wanted = c.spanKind[span] == KIND_SERVER ? KIND_CLIENT : KIND_SERVER;
                    if (c.spanKind[spans[from + first]] == wanted) {
                        return first;
                    }
                    return c.spanKind[spans[from + second]] == wanted ? second : -1;
                }
                slot = slot + 1 & mask;
            }
            return -1;
        }

        private int slot(long id) {
            return SeededHash.of(id) & mask;
        }
    }
}
