package io.tempo.core.parquet;

/** Counts levels, eight at a time. */
final class Levels {

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private Levels() {}

    /** How many of {@code levels[from..to)} are {@code level}. */
    static int count(byte[] levels, int from, int to, int level) {
        long same = level * ONES;
        int count = 0;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long x = LittleEndian.getLong(levels, i) ^ same;
            // a byte of the sum keeps its highest bit clear only if the byte of x is zero
            long nonZero = (x & LOW_BITS) + LOW_BITS | x | LOW_BITS;
            count += Long.bitCount(~nonZero);
        }
        for (; i < to; i++) {
            if (levels[i] == level) {
                count++;
            }
        }
        return count;
    }

    /** Bits a level takes where {@code max} is the largest. */
    static int width(int max) {
        return BitPacking.width(max);
    }
}
