package io.tempo.core.columns;

/**
 * Puts the attributes of one owner into ascending order of their keys' bytes; entries with the same
 * key keep their order. Holds scratch space: not thread-safe.
 */
public final class AttributeOrder {

    private static final int INSERTION_SORT_MAX = 32;

    private final ByteStrings strings;
    private final AttributeColumns attributes;
    private int[] scratch = new int[64];

    public AttributeOrder(ByteStrings strings, AttributeColumns attributes) {
        this.strings = strings;
        this.attributes = attributes;
    }

    /**
     * Writes the entry numbers of an owner, sorted.
     *
     * @param into where to, from {@code at}; it has room for all of them
     * @return how many there are
     */
    public int sort(int owner, int[] into, int at) {
        int from = attributes.start()[owner];
        int count = attributes.start()[owner + 1] - from;
        for (int i = 0; i < count; i++) {
            into[at + i] = from + i;
        }
        if (count <= INSERTION_SORT_MAX) {
            insertionSort(into, at, at + count);
        } else {
            if (scratch.length < count) {
                scratch = new int[count];
            }
            mergeSort(into, at, at + count);
        }
        return count;
    }

    private void insertionSort(int[] a, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int entry = a[i];
            int j = i - 1;
            while (j >= from && compare(a[j], entry) > 0) {
                a[j + 1] = a[j];
                j--;
            }
            a[j + 1] = entry;
        }
    }

    private void mergeSort(int[] a, int from, int to) {
        if (to - from <= INSERTION_SORT_MAX) {
            insertionSort(a, from, to);
            return;
        }
        int middle = from + to >>> 1;
        mergeSort(a, from, middle);
        mergeSort(a, middle, to);
        int left = middle - from;
        System.arraycopy(a, from, scratch, 0, left);
        int i = 0;
        int j = middle;
        int out = from;
        while (i < left) {
            if (j < to && compare(a[j], scratch[i]) < 0) {
                a[out++] = a[j++];
            } else {
                a[out++] = scratch[i++];
            }
        }
    }

    private int compare(int entryA, int entryB) {
        int a = attributes.key()[entryA];
        int b = attributes.key()[entryB];
        return a == b ? 0 : strings.compare(a, b);
    }
}
