package io.tempo.core.parquet;

/**
 * Spreads eight numbers of a width from 1 to 8, packed into the low bits of a long, over its eight
 * bytes, and gathers them again. Three steps move halves apart: of the long, of its halves, of its
 * quarters. The lower half of a lane stays where it is ({@code stay}), the upper one moves.
 */
final class ByteLanes {

    private static final ByteLanes[] BY_WIDTH = new ByteLanes[9];

    static {
        for (int width = 1; width <= 8; width++) {
            BY_WIDTH[width] = new ByteLanes(width);
        }
    }

    private final int shift32;
    private final int shift16;
    private final int shift8;
    private final long stay32;
    private final long stay16;
    private final long stay8;

    private ByteLanes(int width) {
        shift32 = 32 - 4 * width;
        shift16 = 16 - 2 * width;
        shift8 = 8 - width;
        stay32 = low(4 * width, 64);
        stay16 = low(2 * width, 32);
        stay8 = low(width, 16);
    }

    static ByteLanes of(int width) {
        return BY_WIDTH[width];
    }

    /** The lowest {@code bits} of every lane. */
    private static long low(int bits, int lane) {
        long one = -1L >>> (64 - bits);
        long all = 0;
        for (int shift = 0; shift < 64; shift += lane) {
            all |= one << shift;
        }
        return all;
    }

    long spread(long packed) {
        long x = (packed & stay32) | (packed << shift32 & stay32 << 32);
        x = (x & stay16) | (x << shift16 & stay16 << 16);
        return (x & stay8) | (x << shift8 & stay8 << 8);
    }

    long gather(long bytes) {
        long x = (bytes & stay8) | (bytes & stay8 << 8) >>> shift8;
        x = (x & stay16) | (x & stay16 << 16) >>> shift16;
        return (x & stay32) | (x & stay32 << 32) >>> shift32;
    }
}
