package io.tempo.core.columns;

/** A stable sort of ordinals by what they stand for. Holds scratch space: not thread-safe. */
final class IntSort {

    private static final int INSERTION_SORT_MAX = 32;

    /** Compares two ordinals: negative, 0 or positive. */
    @FunctionalInterface
    interface Order {
        int compare(int a, int b);
    }

    private final Order order;
    private int[] scratch = {};

    IntSort(Order order) {
        this.order = order;
    }

    /** Sorts {@code a[from .. to)}. */
    void sort(int[] a, int from, int to) {
        if (to - from > INSERTION_SORT_MAX && scratch.length < (to - from + 1) / 2) {
            scratch = new int[(to - from + 1) / 2];
        }
        mergeSort(a, from, to);
    }

    private void mergeSort(int[] a, int from, int to) {
        if (to - from <= INSERTION_SORT_MAX) {
            insertionSort(a, from, to);
            return;
        }
        int middle = from + to >>> 1;
        mergeSort(a, from, middle);
        mergeSort(a, middle, to);
        if (order.compare(a[middle - 1], a[middle]) <= 0) {
            return;
        }
        int left = middle - from;
        System.arraycopy(a, from, scratch, 0, left);
        int i = 0;
        int j = middle;
        int out = from;
        while (i < left) {
            a[out++] = j < to && order.compare(a[j], scratch[i]) < 0 ? a[j++] : scratch[i++];
        }
    }

    private void insertionSort(int[] a, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int moved = a[i];
            int j = i - 1;
            while (j >= from && order.compare(a[j], moved) > 0) {
                a[j + 1] = a[j];
                j--;
            }
            a[j + 1] = moved;
        }
    }
}
