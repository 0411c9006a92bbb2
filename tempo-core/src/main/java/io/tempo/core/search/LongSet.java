package io.tempo.core.search;

import io.tempo.core.model.SeededHash;

/** A set of longs, open addressing. */
final class LongSet {

    private long[] table = new long[64];
    private int size;
    private boolean hasZero;

    /** Whether the value was not there before. */
    boolean add(long value) {
        if (value == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        if (!insert(value)) {
            return false;
        }
        if (++size * 2 > table.length) {
            long[] old = table;
            table = new long[old.length * 2];
            for (long v : old) {
                if (v != 0) {
                    insert(v);
                }
            }
        }
        return true;
    }

    private boolean insert(long value) {
        int mask = table.length - 1;
        int slot = SeededHash.of(value) & mask;
        while (table[slot] != 0) {
            if (table[slot] == value) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        table[slot] = value;
        return true;
    }
}
