package io.tempo.core.block;

import io.tempo.core.model.TraceId;

/**
 * The four 64-bit hashes of a trace id that a bloom filter's bits are computed from: MurmurHash3
 * (x64, 128 bit, seed 0) of the 16 id bytes, and of the same bytes followed by one byte 1. One
 * instance is reused for many ids; nothing is allocated per id. Not thread-safe.
 *
 * <p>Source of the hash: Austin Appleby's MurmurHash3, public domain.
 */
final class TraceIdHash {

    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private final long[] h = new long[4];

    /** Computes the hashes of an id. */
    void set(TraceId id) {
        long k1 = Long.reverseBytes(id.high());
        long k2 = Long.reverseBytes(id.low());

        // The only whole 16-byte block is the same for both inputs.
        long h1 = mix1(k1);
        h1 = Long.rotateLeft(h1, 27);
        h1 = h1 * 5 + 0x52dce729;
        long h2 = mix2(k2);
        h2 = Long.rotateLeft(h2, 31);
        h2 += h1;
        h2 = h2 * 5 + 0x38495ab5;

        finish(h1, h2, 16, 0);
        finish(h1 ^ mix1(1), h2, 17, 2);
    }

    /** One of h0 to h3. */
    long get(int i) {
        return h[i];
    }

    /** The {@code i}-th bit position in a filter of {@code m} bits. */
    long bit(int i, long m) {
        int odd = i & 1;
        long a = h[odd];
        long b = h[2 + (i + odd & 3) / 2];
        return Long.remainderUnsigned(a + i * b, m);
    }

    private void finish(long b1, long b2, int length, int at) {
        long h1 = b1 ^ length;
        long h2 = b2 ^ length;
        h1 += h2;
        h2 += h1;
        h1 = avalanche(h1);
        h2 = avalanche(h2);
        h1 += h2;
        h2 += h1;
        h[at] = h1;
        h[at + 1] = h2;
    }

    private static long mix1(long k) {
        return Long.rotateLeft(k * C1, 31) * C2;
    }

    private static long mix2(long k) {
        return Long.rotateLeft(k * C2, 33) * C1;
    }

    private static long avalanche(long value) {
        long k = value;
        k ^= k >>> 33;
        k *= 0xff51afd7ed558ccdL;
        k ^= k >>> 33;
        k *= 0xc4ceb9fe1a85ec53L;
        k ^= k >>> 33;
        return k;
    }
}
