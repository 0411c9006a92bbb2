package io.tempo.core.traceql.engine;

import java.util.Arrays;

/**
 * A fixed number of bits. Bits beyond the size are always 0.
 *
 * <p>{@code java.util.BitSet} would do the same; here the words are open to loops over columns.
 */
public final class Bits {

    final long[] words;
    private final int size;

    private Bits(long[] words, int size) {
        this.words = words;
        this.size = size;
    }

    /** {@code size} bits, all 0. */
    public static Bits none(int size) {
        return new Bits(new long[(size + 63) >>> 6], size);
    }

    /** {@code size} bits, all 1. */
    public static Bits all(int size) {
        Bits bits = none(size);
        Arrays.fill(bits.words, -1L);
        if ((size & 63) != 0) {
            bits.words[bits.words.length - 1] = -1L >>> (64 - (size & 63));
        }
        return bits;
    }

    public Bits copy() {
        return new Bits(words.clone(), size);
    }

    /** How many bits there are, 0 or 1. */
    public int size() {
        return size;
    }

    public boolean get(int i) {
        return (words[i >>> 6] & 1L << i) != 0;
    }

    public void set(int i) {
        words[i >>> 6] |= 1L << i;
    }

    public void clear(int i) {
        words[i >>> 6] &= ~(1L << i);
    }

    /** Sets the bits {@code from} to {@code to}, the latter excluded. */
    public void set(int from, int to) {
        if (from >= to) {
            return;
        }
        int first = from >>> 6;
        int last = to - 1 >>> 6;
        long head = -1L << from;
        long tail = -1L >>> -to;
        if (first == last) {
            words[first] |= head & tail;
            return;
        }
        words[first] |= head;
        Arrays.fill(words, first + 1, last, -1L);
        words[last] |= tail;
    }

    public void clearAll() {
        Arrays.fill(words, 0);
    }

    public void and(Bits other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= other.words[i];
        }
    }

    public void or(Bits other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    public void andNot(Bits other) {
        for (int i = 0; i < words.length; i++) {
            words[i] &= ~other.words[i];
        }
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many bits are 1. */
    public int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** How many bits are 1 from {@code from} to {@code to}, the latter excluded. */
    public int count(int from, int to) {
        if (from >= to) {
            return 0;
        }
        int first = from >>> 6;
        int last = to - 1 >>> 6;
        long head = -1L << from;
        long tail = -1L >>> -to;
        if (first == last) {
            return Long.bitCount(words[first] & head & tail);
        }
        int count = Long.bitCount(words[first] & head) + Long.bitCount(words[last] & tail);
        for (int i = first + 1; i < last; i++) {
            count += Long.bitCount(words[i]);
        }
        return count;
    }

    /** The first bit from {@code from} on that is 1, or the size if there is none. */
    public int next(int from) {
        if (from >= size) {
            return size;
        }
        int i = from >>> 6;
        long word = words[i] & -1L << from;
        while (word == 0) {
            if (++i == words.length) {
                return size;
            }
            word = words[i];
        }
        return (i << 6) + Long.numberOfTrailingZeros(word);
    }

    /** Whether some bit from {@code from} to {@code to}, the latter excluded, is 1. */
    public boolean any(int from, int to) {
        return from < to && next(from) < to;
    }

    /**
     * Writes the places of bits that are 1, ascending, until the array is full or there are no
     * more.
     *
     * @param from first place to look at
     * @return how many were written
     */
    public int list(int from, int[] out) {
        if (from >= size) {
            return 0;
        }
        int count = 0;
        int i = from >>> 6;
        long word = words[i] & -1L << from;
        while (true) {
            int base = i << 6;
            while (word != 0) {
                if (count == out.length) {
                    return count;
                }
                out[count++] = base + Long.numberOfTrailingZeros(word);
                word &= word - 1;
            }
            if (++i == words.length) {
                return count;
            }
            word = words[i];
        }
    }
}
