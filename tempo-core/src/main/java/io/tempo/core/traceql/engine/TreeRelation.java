package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.traceql.SpansetOperator.Relation;

import java.util.Arrays;

/**
 * Which spans of a set stand in a relation to some span of another, by nested set numbers: of a
 * span and its descendants, the span's interval {@code [left, right]} holds the others'. Intervals
 * of one trace are disjoint or nested. Spans without numbers are related to none.
 *
 * <p>Time: O((l + r) log l), by sorting one side and searching it for each span of the other. For
 * one thread.
 */
final class TreeRelation {

    private final long[] left;
    private final long[] right;
    private final long[] parent;
    private final Bits seen;

    TreeRelation(TableContext context) {
        left = context.table.numbers(NumberField.SPAN_NESTED_SET_LEFT);
        right = context.table.numbers(NumberField.SPAN_NESTED_SET_RIGHT);
        parent = context.table.numbers(NumberField.SPAN_NESTED_SET_PARENT);
        seen = Bits.none(context.spanCount());
    }

    /** The relation with its sides exchanged. */
    static Relation inverse(Relation relation) {
        return switch (relation) {
            case CHILD -> Relation.PARENT;
            case PARENT -> Relation.CHILD;
            case DESCENDANT -> Relation.ANCESTOR;
            case ANCESTOR -> Relation.DESCENDANT;
            case SIBLING, LOGICAL -> relation;
        };
    }

    /**
     * The spans of {@code r}, in their order, that are the children (parents, …) of some span of
     * {@code l}; or, if not {@code wanted}, those that are of none.
     */
    int[] related(Relation relation, SpanSet l, SpanSet r, boolean wanted) {
        int[] result = new int[r.size()];
        int n = 0;
        switch (relation) {
            case CHILD -> {
                long[] keys = sorted(l, left);
                for (int i = 0; i < r.size(); i++) {
                    int s = r.span(i);
                    if ((parent[s] > 0 && contains(keys, parent[s])) == wanted) {
                        result[n++] = s;
                    }
                }
            }
            case PARENT -> {
                long[] keys = sorted(l, parent);
                for (int i = 0; i < r.size(); i++) {
                    int s = r.span(i);
                    if ((left[s] > 0 && contains(keys, left[s])) == wanted) {
                        result[n++] = s;
                    }
                }
            }
            case DESCENDANT -> {
                // For each left number, the widest interval that begins there or before.
                int[] byLeft = byLeft(l);
                long[] lefts = keys(byLeft, left);
                long[] widest = keys(byLeft, right);
                for (int i = 1; i < widest.length; i++) {
                    widest[i] = Math.max(widest[i], widest[i - 1]);
                }
                for (int i = 0; i < r.size(); i++) {
                    int s = r.span(i);
                    int before = lowerBound(lefts, left[s]);
                    boolean holds = left[s] > 0 && before > 0 && widest[before - 1] > right[s];
                    if (holds == wanted) {
                        result[n++] = s;
                    }
                }
            }
            case ANCESTOR -> {
                long[] keys = sorted(l, left);
                for (int i = 0; i < r.size(); i++) {
                    int s = r.span(i);
                    int after = lowerBound(keys, left[s] + 1);
                    boolean holds = left[s] > 0 && after < keys.length && keys[after] < right[s];
                    if (holds == wanted) {
                        result[n++] = s;
                    }
                }
            }
            case SIBLING -> {
                long[] keys = sorted(l, parent);
                mark(l, true);
                for (int i = 0; i < r.size(); i++) {
                    int s = r.span(i);
                    int same =
                            parent[s] == 0
                                    ? 0
                                    : lowerBound(keys, parent[s] + 1) - lowerBound(keys, parent[s]);
                    if ((same > (seen.get(s) ? 1 : 0)) == wanted) {
                        result[n++] = s;
                    }
                }
                mark(l, false);
            }
            case LOGICAL -> throw new IllegalArgumentException("not a relation between spans");
        }
        return Arrays.copyOf(result, n);
    }

    /** The spans of both, without repetition. */
    int[] union(int[] a, int[] b) {
        int[] result = Arrays.copyOf(a, a.length + b.length);
        int n = a.length;
        for (int span : a) {
            seen.set(span);
        }
        for (int span : b) {
            if (!seen.get(span)) {
                result[n++] = span;
            }
        }
        for (int span : a) {
            seen.clear(span);
        }
        return Arrays.copyOf(result, n);
    }

    private void mark(SpanSet set, boolean value) {
        for (int i = 0; i < set.size(); i++) {
            if (value) {
                seen.set(set.span(i));
            } else {
                seen.clear(set.span(i));
            }
        }
    }

    private static long[] sorted(SpanSet set, long[] numbers) {
        long[] keys = new long[set.size()];
        int n = 0;
        for (int i = 0; i < set.size(); i++) {
            long key = numbers[set.span(i)];
            if (key != 0) {
                keys[n++] = key;
            }
        }
        keys = Arrays.copyOf(keys, n);
        Arrays.sort(keys);
        return keys;
    }

    /** The spans with numbers, by their left number. */
    private int[] byLeft(SpanSet set) {
        long[] order = new long[set.size()];
        int n = 0;
        for (int i = 0; i < set.size(); i++) {
            int s = set.span(i);
            if (left[s] > 0) {
                order[n++] = left[s] << 32 | s;
            }
        }
        Arrays.sort(order, 0, n);
        int[] spans = new int[n];
        for (int i = 0; i < n; i++) {
            spans[i] = (int) order[i];
        }
        return spans;
    }

    private static long[] keys(int[] spans, long[] numbers) {
        long[] keys = new long[spans.length];
        for (int i = 0; i < spans.length; i++) {
            keys[i] = numbers[spans[i]];
        }
        return keys;
    }

    private static boolean contains(long[] sorted, long key) {
        return Arrays.binarySearch(sorted, key) >= 0;
    }

    /** How many of the sorted keys are smaller. */
    private static int lowerBound(long[] sorted, long key) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (sorted[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
