package io.tempo.core.parquet;

import java.util.Arrays;

/**
 * Narrows the strings of a whole segment down to those that a chunk uses, numbered in the order of
 * their first use. One array access a value, no hashing; the array that maps ids is as large as the
 * segment's dictionary, kept between chunks, and only what was used of it is cleared. Not
 * thread-safe.
 */
final class LocalDictionary {

    /** Per id of the segment: its id in the chunk plus one, 0 if it was not used. */
    private int[] localPlusOne = new int[0];

    /** Per id of the chunk its id in the segment. */
    private int[] used = new int[64];

    private int size;

    /** Per value its id in the chunk. */
    private int[] ids = new int[0];

    /** Maps the ids of a chunk's values; before that, {@link #clear} what was there. */
    void map(int[] segmentIds, int count, int segmentSize) {
        if (localPlusOne.length < segmentSize) {
            localPlusOne = new int[Math.max(segmentSize, 2 * localPlusOne.length)];
        }
        if (ids.length < count) {
            ids = new int[Math.max(count, 2 * ids.length)];
        }
        for (int i = 0; i < count; i++) {
            int segmentId = segmentIds[i];
            int local = localPlusOne[segmentId];
            if (local == 0) {
                if (size == used.length) {
                    used = Arrays.copyOf(used, 2 * size);
                }
                used[size++] = segmentId;
                local = size;
                localPlusOne[segmentId] = local;
            }
            ids[i] = local - 1;
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            localPlusOne[used[i]] = 0;
        }
        size = 0;
    }

    int size() {
        return size;
    }

    /** Ids in the segment's dictionary; the first {@link #size} of them count. */
    int[] used() {
        return used;
    }

    /** Ids in the chunk's dictionary, one per value. */
    int[] ids() {
        return ids;
    }
}
