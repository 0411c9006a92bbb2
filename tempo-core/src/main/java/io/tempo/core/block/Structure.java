package io.tempo.core.block;

import java.util.Arrays;

/**
 * Which trace, resource and scope the spans of some rows belong to; all are counted from 0 within
 * the rows, and lie in the order of the file. An owner's spans are {@code [start[owner],
 * start[owner + 1])}. Immutable; thread-safe.
 *
 * @param traceSpanStart first span of each trace, then the number of spans
 * @param resourceSpanStart likewise of each resource
 * @param scopeSpanStart likewise of each scope; the same array where every resource has one scope
 */
record Structure(int[] traceSpanStart, int[] resourceSpanStart, int[] scopeSpanStart) {

    Structure {
        if (Arrays.equals(resourceSpanStart, scopeSpanStart)) {
            scopeSpanStart = resourceSpanStart;
        }
    }

    int traceCount() {
        return traceSpanStart.length - 1;
    }

    int resourceCount() {
        return resourceSpanStart.length - 1;
    }

    int scopeCount() {
        return scopeSpanStart.length - 1;
    }

    int spanCount() {
        return traceSpanStart[traceSpanStart.length - 1];
    }

    /** The resource of each span; a new array. */
    int[] spanResource() {
        return owners(resourceSpanStart);
    }

    /** The scope of each span; a new array. */
    int[] spanScope() {
        return owners(scopeSpanStart);
    }

    private static int[] owners(int[] start) {
        int[] owners = new int[start[start.length - 1]];
        int span = 0;
        for (int owner = 0; owner + 1 < start.length; owner++) {
            for (int end = start[owner + 1]; span < end; span++) {
                owners[span] = owner;
            }
        }
        return owners;
    }

    /** Heap bytes held. */
    long memoryBytes() {
        long numbers = (long) traceSpanStart.length + resourceSpanStart.length;
        if (scopeSpanStart != resourceSpanStart) {
            numbers += scopeSpanStart.length;
        }
        return 4 * numbers + 64;
    }
}
