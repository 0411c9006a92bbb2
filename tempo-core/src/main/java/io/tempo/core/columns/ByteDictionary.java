package io.tempo.core.columns;

import io.tempo.core.model.SeededHash;

import java.util.Arrays;

/**
 * Gives each distinct byte string an id, counting from 0 in order of first sight. Id 0 is always
 * the empty string.
 *
 * <p>Open addressing with linear probing over (hash, id) pairs; the bytes lie in one array. A
 * look-up of a known string costs one hash over its bytes and usually one comparison; nothing is
 * allocated.
 *
 * <p>Written by one thread. {@link #strings} may be read by others afterwards: strings already
 * given an id never move inside the arrays it holds.
 */
public final class ByteDictionary {

    private byte[] bytes;
    private int[] offsets;
    private int size;

    /** Low half: id + 1 (0 = free). High half: hash. */
    private long[] table;

    private int mask;

    /** Keeps the compiler from dropping loads that are made ahead of time. */
    private long lastTouched;

    /** A dictionary that holds the empty string. */
    public ByteDictionary() {
        this(1024);
    }

    /** A dictionary that holds the empty string, with room for about {@code expected} strings. */
    public ByteDictionary(int expected) {
        int capacity = Integer.highestOneBit(Math.max(16, expected) * 2 - 1) * 2;
        table = new long[capacity];
        mask = capacity - 1;
        bytes = new byte[Math.max(256, expected * 16)];
        offsets = new int[Math.max(16, expected) + 1];
        intern(bytes, 0, 0);
    }

    /** The id of the string, given now if it is new. */
    public int intern(byte[] source, int offset, int length) {
        return intern(source, offset, length, SeededHash.of(source, offset, length));
    }

    /**
     * The ids of several strings, given now to those that are new. Faster than one after the other:
     * the places of all in the table, which is mostly too large for the processor's caches, are
     * loaded at the same time.
     *
     * @param offsets where the strings begin in {@code source}
     * @param lengths their bytes
     * @param ids where their ids go
     */
    public void intern(byte[] source, int[] offsets, int[] lengths, int count, int[] ids) {
        long touched = 0;
        for (int i = 0; i < count; i++) {
            int hash = SeededHash.of(source, offsets[i], lengths[i]);
            touched ^= table[hash & mask];
            ids[i] = hash;
        }
        lastTouched = touched;
        for (int i = 0; i < count; i++) {
            ids[i] = intern(source, offsets[i], lengths[i], ids[i]);
        }
    }

    private int intern(byte[] source, int offset, int length, int hash) {
        int slot = hash & mask;
        while (true) {
            long entry = table[slot];
            if (entry == 0) {
                return add(source, offset, length, hash, slot);
            }
            if ((int) (entry >>> 32) == hash) {
                int id = (int) entry - 1;
                int from = offsets[id];
                if (offsets[id + 1] - from == length
                        && Arrays.equals(
                                bytes, from, from + length, source, offset, offset + length)) {
                    return id;
                }
            }
            slot = slot + 1 & mask;
        }
    }

    /** The id of a whole array. */
    public int intern(byte[] source) {
        return intern(source, 0, source.length);
    }

    /** The id of the string, or -1 if it was never interned. */
    public int find(byte[] source, int offset, int length) {
        int hash = SeededHash.of(source, offset, length);
        int slot = hash & mask;
        while (true) {
            long entry = table[slot];
            if (entry == 0) {
                return -1;
            }
            if ((int) (entry >>> 32) == hash) {
                int id = (int) entry - 1;
                int from = offsets[id];
                if (offsets[id + 1] - from == length
                        && Arrays.equals(
                                bytes, from, from + length, source, offset, offset + length)) {
                    return id;
                }
            }
            slot = slot + 1 & mask;
        }
    }

    /** How many strings have an id. */
    public int size() {
        return size;
    }

    /** The strings so far; not changed by what is interned later. */
    public ByteStrings strings() {
        return new ByteStrings(bytes, offsets, size);
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return bytes.length + 4L * offsets.length + 8L * table.length;
    }

    private int add(byte[] source, int offset, int length, int hash, int slot) {
        int id = size;
        int from = offsets[id];
        if (from > Integer.MAX_VALUE - 16 - length) {
            throw new IllegalStateException("a dictionary holds at most 2 GiB of strings");
        }
        if (from + length > bytes.length) {
            long wanted = Math.max((long) bytes.length * 2, from + (long) length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        if (id + 2 > offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        System.arraycopy(source, offset, bytes, from, length);
        offsets[id + 1] = from + length;
        size = id + 1;
        table[slot] = (long) hash << 32 | (id + 1);
        if (size * 2 > table.length) {
            rehash();
        }
        return id;
    }

    private void rehash() {
        long[] old = table;
        table = new long[old.length * 2];
        mask = table.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (table[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                table[slot] = entry;
            }
        }
    }
}
