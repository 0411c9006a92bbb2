package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumns;

import java.util.HashMap;
import java.util.Map;

/** Puts the spans of a trace in the order in which they are nested in resources and scopes. */
final class SpanGrouping {

    private SpanGrouping() {}

    /**
     * The given spans with those of one resource together, and within it those of one scope; groups
     * in order of their first spans, otherwise the order stays.
     */
    static int[] group(SpanColumns columns, int[] spans, int from, int count) {
        int[] groupOfSpan = new int[count];
        int groups = number(columns, spans, from, groupOfSpan);
        int[] start = new int[groups + 1];
        for (int g : groupOfSpan) {
            start[g + 1]++;
        }
        // groups of one resource follow each other, though others may have come between them
        int[] resourceOfGroup = new int[groups];
        for (int i = 0; i < count; i++) {
            resourceOfGroup[groupOfSpan[i]] = columns.spanResource[spans[from + i]];
        }
        int[] next = new int[groups];
        int at = 0;
        Map<Integer, Integer> tail = new HashMap<>();
        int[] following = new int[groups];
        boolean[] first = new boolean[groups];
        for (int g = 0; g < groups; g++) {
            following[g] = -1;
            Integer before = tail.put(resourceOfGroup[g], g);
            first[g] = before == null;
            if (before != null) {
                following[before] = g;
            }
        }
        for (int g = 0; g < groups; g++) {
            if (first[g]) {
                for (int h = g; h >= 0; h = following[h]) {
                    next[h] = at;
                    at += start[h + 1];
                }
            }
        }
        int[] ordered = new int[count];
        for (int i = 0; i < count; i++) {
            ordered[next[groupOfSpan[i]]++] = spans[from + i];
        }
        return ordered;
    }

    /** Numbers the distinct pairs of resource and scope; gives how many there are. */
    private static int number(SpanColumns columns, int[] spans, int from, int[] groupOfSpan) {
        Map<Long, Integer> groups = new HashMap<>();
        long lastPair = -1;
        int lastGroup = -1;
        for (int i = 0; i < groupOfSpan.length; i++) {
            int span = spans[from + i];
            long pair = (long) columns.spanResource[span] << 32 | columns.spanScope[span];
            if (pair != lastPair) {
                int fresh = groups.size();
                Integer known = groups.putIfAbsent(pair, fresh);
                lastGroup = known == null ? fresh : known;
                lastPair = pair;
            }
            groupOfSpan[i] = lastGroup;
        }
        return groups.size();
    }
}
