package io.tempo.core.block;

/**
 * Arrays for the values of one leaf, used again for the next: a leaf has to be written before the
 * next is made.
 */
final class Scratch {

    private int[] ids = Leaves.NO_IDS;
    private int[] entries = Leaves.NO_IDS;
    private long[] numbers = Leaves.NO_NUMBERS;

    /** At least {@code count} ids, of any content. */
    int[] ids(int count) {
        if (ids.length < count) {
            ids = new int[count];
        }
        return ids;
    }

    /** At least {@code count} entries, of any content; no part of a leaf. */
    int[] entries(int count) {
        if (entries.length < count) {
            entries = new int[count];
        }
        return entries;
    }

    /** At least {@code count} numbers, of any content. */
    long[] numbers(int count) {
        if (numbers.length < count) {
            numbers = new long[count];
        }
        return numbers;
    }
}
