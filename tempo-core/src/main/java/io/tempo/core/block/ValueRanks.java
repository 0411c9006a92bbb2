package io.tempo.core.block;

/** Which entries of a leaf have a value, and how many do before each. Immutable. */
final class ValueRanks {

    /** Bit per entry. */
    private final long[] present;

    /** Values before each word of 64 entries. */
    private final int[] before;

    /**
     * @param definition a level per entry
     * @param max the level of an entry with a value
     */
    ValueRanks(byte[] definition, int max) {
        int words = (definition.length + 63) >>> 6;
        present = new long[words];
        before = new int[words];
        int values = 0;
        for (int w = 0; w < words; w++) {
            int from = w << 6;
            int to = Math.min(from + 64, definition.length);
            long bits = 0;
            for (int i = from; i < to; i++) {
                bits |= (definition[i] == max ? 1L : 0L) << i;
            }
            present[w] = bits;
            before[w] = values;
            values += Long.bitCount(bits);
        }
    }

    boolean has(int entry) {
        return (present[entry >>> 6] & 1L << entry) != 0;
    }

    /** Values before an entry: the place of its own, if it has one. */
    int before(int entry) {
        int word = entry >>> 6;
        return before[word] + Long.bitCount(present[word] & (1L << entry) - 1);
    }
}
