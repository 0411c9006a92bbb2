package io.tempo.app.query;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The spans of a trace below their parents, siblings by start. A span whose parent is not there is
 * a root, and so is one of every circle of parents: each span is somewhere below a root, once.
 */
final class TraceTree {

    static final int NONE = -1;

    private final TraceSpans spans;
    private final int[] byStart;
    private final int[] parent;
    private final int[] firstChild;
    private final int[] nextSibling;
    private int firstRoot = NONE;

    TraceTree(TraceSpans spans) {
        this.spans = spans;
        int size = spans.size();
        this.byStart =
                IntStream.range(0, size)
                        .boxed()
                        .sorted(
                                Comparator.comparingLong(
                                        (Integer span) -> spans.get(span).startNanos()))
                        .mapToInt(Integer::intValue)
                        .toArray();
        this.parent = parents(spans);
        cutCircles();
        this.firstChild = filled(size);
        this.nextSibling = filled(size);
        // From the last on, each put before its siblings: lists come out in order of start.
        for (int i = size - 1; i >= 0; i--) {
            int span = byStart[i];
            if (parent[span] == NONE) {
                nextSibling[span] = firstRoot;
                firstRoot = span;
            } else {
                nextSibling[span] = firstChild[parent[span]];
                firstChild[parent[span]] = span;
            }
        }
    }

    private static int[] filled(int size) {
        int[] links = new int[size];
        Arrays.fill(links, NONE);
        return links;
    }

    private static int[] parents(TraceSpans spans) {
        Map<String, Integer> byId = new HashMap<>();
        for (int span = 0; span < spans.size(); span++) {
            byId.putIfAbsent(spans.get(span).id(), span);
        }
        int[] parent = filled(spans.size());
        for (int span = 0; span < parent.length; span++) {
            String id = spans.get(span).parentId();
            if (!id.isEmpty()) {
                parent[span] = byId.getOrDefault(id, NONE);
            }
        }
        return parent;
    }

    /** Walks up from each span, the earliest first; who meets its own way again becomes a root. */
    private void cutCircles() {
        BitSet rooted = new BitSet(parent.length);
        BitSet way = new BitSet(parent.length);
        for (int start : byStart) {
            way.clear();
            int span = start;
            while (span != NONE && !rooted.get(span)) {
                if (way.get(span)) {
                    parent[span] = NONE;
                    break;
                }
                way.set(span);
                span = parent[span];
            }
            rooted.or(way);
        }
    }

    TraceSpans spans() {
        return spans;
    }

    /** Spans by their start. */
    int[] byStart() {
        return byStart.clone();
    }

    int firstRoot() {
        return firstRoot;
    }

    /** {@link #NONE} for a root. */
    int parent(int span) {
        return parent[span];
    }

    /** {@link #NONE} if there is none. */
    int firstChild(int span) {
        return firstChild[span];
    }

    /** The next by start with the same parent, or the next root; {@link #NONE} after the last. */
    int nextSibling(int span) {
        return nextSibling[span];
    }

    /** Whether a root names a parent, which is not in the trace. */
    boolean isOrphan(int span) {
        return parent[span] == NONE && !spans.get(span).parentId().isEmpty();
    }
}
