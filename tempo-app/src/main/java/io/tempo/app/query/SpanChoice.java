package io.tempo.app.query;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;

/**
 * The spans of a large trace that are worth their line: those that failed, for up to half of the
 * lines, then the longest. A chosen span's ancestors are chosen with it.
 */
final class SpanChoice {

    private final TraceTree tree;
    private final BitSet chosen;

    SpanChoice(TraceTree tree, int maxSpans) {
        this.tree = tree;
        int size = tree.spans().size();
        this.chosen = new BitSet(size);
        if (size <= maxSpans) {
            chosen.set(0, size);
            return;
        }
        Integer[] longestFirst = Arrays.stream(tree.byStart()).boxed().toArray(Integer[]::new);
        Arrays.sort(
                longestFirst,
                Comparator.comparingLong(
                        (Integer span) -> -tree.spans().get(span).durationNanos()));
        int count = 0;
        for (int span : longestFirst) {
            if (tree.spans().get(span).failed()) {
                count += choose(span, Math.max(1, maxSpans / 2) - count);
            }
        }
        for (int span : longestFirst) {
            count += choose(span, maxSpans - count);
        }
    }

    /** Chooses a span and its ancestors if there is room for all; gives how many were new. */
    private int choose(int span, int room) {
        int needed = 0;
        for (int at = span; at != TraceTree.NONE && !chosen.get(at); at = tree.parent(at)) {
            if (++needed > room) {
                return 0;
            }
        }
        for (int at = span; at != TraceTree.NONE && !chosen.get(at); at = tree.parent(at)) {
            chosen.set(at);
        }
        return needed;
    }

    boolean contains(int span) {
        return chosen.get(span);
    }

    int size() {
        return chosen.cardinality();
    }
}
