package io.tempo.core.traceql.metrics;

/**
 * Where the spans of each owner count, and how much: those of owner {@code o} are at {@code
 * start[o]} up to {@code start[o + 1]}.
 *
 * @param start one more than there are owners
 * @param cells as {@link ComparedSpans#cells}
 * @param weights how much each counts
 */
record OwnerCells(int[] start, int[] cells, double[] weights) {

    /**
     * Brings spans in the order of their owners.
     *
     * @param owners the owner of each span of the table; null if that is the span itself
     */
    static OwnerCells of(ComparedSpans spans, int[] owners, int ownerCount) {
        ComparedSpans few = owners == null ? spans : spans.byOwner(owners, ownerCount);
        int[] next = new int[ownerCount + 2];
        for (int i = 0; i < few.count; i++) {
            next[owner(few, owners, i) + 2]++;
        }
        for (int owner = 2; owner < next.length; owner++) {
            next[owner] += next[owner - 1];
        }
        int[] cells = new int[few.count];
        double[] weights = new double[few.count];
        for (int i = 0; i < few.count; i++) {
            int place = next[owner(few, owners, i) + 1]++;
            cells[place] = few.cells[i];
            weights[place] = few.weights[i];
        }
        return new OwnerCells(next, cells, weights);
    }

    private static int owner(ComparedSpans spans, int[] owners, int i) {
        int span = spans.spans[i];
        return owners == null ? span : owners[span];
    }

    boolean isEmpty(int owner) {
        return start[owner] == start[owner + 1];
    }
}
