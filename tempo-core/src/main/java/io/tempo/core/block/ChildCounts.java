package io.tempo.core.block;

import io.tempo.core.model.SeededHash;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.util.Arrays;

/**
 * Direct children of each span. Versions that do not store them have them counted, by the rule that
 * nested-set numbers follow. Parents are looked for by span id within the trace. Where two spans
 * share the parent's id they are taken as the client's and the server's side of one call: a server
 * span hangs below the client's, any other below the server's. A trace without a root, or in which
 * three spans share an id, has no tree and no counts.
 */
final class ChildCounts {

    private static final long KIND_SERVER = 2;
    private static final long KIND_CLIENT = 3;

    private final LeafData ids;
    private final LeafData parentIds;
    private final long[] kinds;

    /** Per slot the first span with an id plus 1, 0 where free. */
    private int[] table = new int[64];

    private int mask;

    /** Per span of the trace the other one with its id, plus 1; 0 for none. */
    private int[] twin = new int[32];

    private ChildCounts(LeafData ids, LeafData parentIds, long[] kinds) {
        this.ids = ids;
        this.parentIds = parentIds;
        this.kinds = kinds;
    }

    /** Counts the children of every span. */
    static long[] count(RowRange rows, long[] kinds) throws IOException {
        Structure structure = rows.structure();
        int spans = structure.spanCount();
        ChildCounts counter =
                new ChildCounts(
                        rows.readRequired(rows.schema.spanId, spans),
                        rows.readRequired(rows.schema.spanParentId, spans),
                        kinds);
        long[] counts = new long[spans];
        for (int trace = 0; trace < structure.traceCount(); trace++) {
            int from = structure.traceSpanStart()[trace];
            int to = structure.traceSpanStart()[trace + 1];
            if (!counter.countTrace(from, to, counts)) {
                Arrays.fill(counts, from, to, 0);
            }
        }
        return counts;
    }

    /**
     * The stored counts, but 0 in traces that have no numbers: there the reference leaves counts of
     * another trace.
     *
     * @param lefts left numbers of the spans
     */
    static long[] stored(Structure structure, long[] counts, long[] lefts) {
        for (int trace = 0; trace < structure.traceCount(); trace++) {
            int from = structure.traceSpanStart()[trace];
            int to = structure.traceSpanStart()[trace + 1];
            boolean numbered = false;
            for (int s = from; s < to && !numbered; s++) {
                numbered = lefts[s] != 0;
            }
            if (!numbered) {
                Arrays.fill(counts, from, to, 0);
            }
        }
        return counts;
    }

    /** Counts within a trace; false if it has no tree. */
    private boolean countTrace(int from, int to, long[] counts) {
        if (!index(from, to)) {
            return false;
        }
        boolean rooted = false;
        for (int s = from; s < to; s++) {
            if (isRoot(s)) {
                rooted = true;
                continue;
            }
            int parent = parent(s, from);
            if (parent >= 0) {
                counts[parent]++;
            }
        }
        return rooted;
    }

    /** Makes the spans of a trace findable by id; false if three share one. */
    private boolean index(int from, int to) {
        int spans = to - from;
        int slots = Integer.highestOneBit(Math.max(1, spans)) * 4;
        if (slots > table.length) {
            table = new int[slots];
            twin = new int[slots / 2];
        }
        Arrays.fill(table, 0, slots, 0);
        Arrays.fill(twin, 0, spans, 0);
        mask = slots - 1;
        for (int s = from; s < to; s++) {
            int slot = slot(SpanAssembler.spanId(ids, s));
            if (table[slot] == 0) {
                table[slot] = s + 1;
            } else {
                int first = table[slot] - 1 - from;
                if (twin[first] != 0) {
                    return false;
                }
                twin[first] = s + 1;
            }
        }
        return true;
    }

    /** Where a span id is in the table, or would be. */
    private int slot(long id) {
        int slot = SeededHash.of(id) & mask;
        while (table[slot] != 0 && SpanAssembler.spanId(ids, table[slot] - 1) != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean isRoot(int span) {
        return parentIds.strings().length(parentIds.ids()[span]) == 0;
    }

    private int parent(int span, int from) {
        int first = table[slot(SpanAssembler.spanId(parentIds, span))] - 1;
        if (first < 0 || twin[first - from] == 0) {
            return first;
        }
        int second = twin[first - from] - 1;
        long wanted = kinds[span] == KIND_SERVER ? KIND_CLIENT : KIND_SERVER;
        if (kinds[first] == wanted) {
            return first;
        }
        return kinds[second] == wanted ? second : -1;
    }
}
