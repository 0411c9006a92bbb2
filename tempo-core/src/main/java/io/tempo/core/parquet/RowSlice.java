package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import java.util.Arrays;

/** Cuts rows out of a leaf's data. */
final class RowSlice {

    private RowSlice() {}

    /** No rows at all. */
    static LeafData none(Leaf leaf) {
        boolean strings = leaf.type() == PhysicalType.BYTE_ARRAY;
        return new LeafData(
                0,
                leaf.maxRepetition() > 0 ? new byte[0] : null,
                leaf.maxDefinition() > 0 ? new byte[0] : null,
                0,
                strings ? new int[0] : null,
                strings ? ByteStrings.EMPTY : null,
                strings ? null : new long[0]);
    }

    /**
     * The entries of rows {@code [from, to)}, counted from the first row in {@code data}.
     *
     * @param wholeDictionary whether the strings are a dictionary, to be kept as they are
     */
    static LeafData of(
            Leaf leaf, LeafData data, int from, int to, int rows, boolean wholeDictionary) {
        if (from == 0 && to == rows) {
            return data;
        }
        int first = from;
        int end = to;
        if (data.repetition() != null) {
            first = entryOfRow(data, 0, from);
            end = entryOfRow(data, first, to - from);
        }
        int firstValue = first;
        int endValue = end;
        if (data.definition() != null) {
            int max = leaf.maxDefinition();
            firstValue = Levels.count(data.definition(), 0, first, max);
            endValue = firstValue + Levels.count(data.definition(), first, end, max);
        }
        int[] ids = copy(data.ids(), firstValue, endValue);
        ByteStrings strings = data.strings();
        if (strings != null && !wholeDictionary) {
            // one string per value, in order: a window on them
            int[] offsets = Arrays.copyOfRange(strings.offsets(), firstValue, endValue + 1);
            strings = new ByteStrings(strings.bytes(), offsets, endValue - firstValue);
            for (int i = 0; i < ids.length; i++) {
                ids[i] = i;
            }
        }
        return new LeafData(
                end - first,
                copy(data.repetition(), first, end),
                copy(data.definition(), first, end),
                endValue - firstValue,
                ids,
                strings,
                data.numbers() == null
                        ? null
                        : Arrays.copyOfRange(data.numbers(), firstValue, endValue));
    }

    private static byte[] copy(byte[] levels, int from, int to) {
        return levels == null ? null : Arrays.copyOfRange(levels, from, to);
    }

    private static int[] copy(int[] ids, int from, int to) {
        return ids == null ? null : Arrays.copyOfRange(ids, from, to);
    }

    /** Where the row begins that is {@code rows} rows behind the one at {@code entry}. */
    private static int entryOfRow(LeafData data, int entry, int rows) {
        byte[] repetition = data.repetition();
        int left = rows;
        int i = entry;
        while (i < data.entries()) {
            if (repetition[i] == 0 && left-- == 0) {
                return i;
            }
            i++;
        }
        return i;
    }
}
