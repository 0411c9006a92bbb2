package io.tempo.core.block;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;

import java.io.IOException;
import java.util.Arrays;

/**
 * One shard of a block's bloom filter, as stored: big-endian 64-bit numbers m (bits), k (bits set
 * per id), length of the bit set, then its words. Immutable; thread-safe.
 *
 * <p>Shards have one size, however few ids they know. One that is almost empty is folded: bit
 * {@code i} of {@code m} becomes bit {@code i mod m/2}, which is where an id's bit falls in a
 * filter of half the size, since a position is a hash modulo the size.
 */
public final class BloomShard {

    static final int HEADER_BYTES = 24;

    /** A rate of 1e-300 needs fewer; more can only be damage. */
    private static final int MAX_HASHES = 1024;

    /** A shard is folded while at most one in so many bits is set: (1/8)^7 is a rate of 5e-7. */
    private static final int BITS_PER_SET_BIT = 8;

    private final long[] words;
    private final long bits;
    private final int hashes;

    private BloomShard(long[] words, long bits, int hashes) {
        this.words = words;
        this.bits = bits;
        this.hashes = hashes;
    }

    /**
     * Reads a shard.
     *
     * @param bytes the whole object
     * @param name what errors call the object: tenant, block and object name
     * @throws IOException if it is damaged
     */
    public static BloomShard read(byte[] bytes, String name) throws IOException {
        if (bytes.length < HEADER_BYTES) {
            throw new IOException(
                    name
                            + ": a bloom shard has a header of "
                            + HEADER_BYTES
                            + " bytes, this object has "
                            + bytes.length);
        }
        long bits = BigEndian.getLong(bytes, 0);
        long hashes = BigEndian.getLong(bytes, 8);
        long length = BigEndian.getLong(bytes, 16);
        long available = 8L * (bytes.length - HEADER_BYTES);
        if (bits <= 0 || bits > available) {
            throw new IOException(
                    name
                            + ": bloom shard says it has "
                            + Long.toUnsignedString(bits)
                            + " bits, but holds "
                            + available);
        }
        if (length != bits) {
            throw new IOException(
                    name
                            + ": bloom shard of "
                            + bits
                            + " bits has a bit set of "
                            + Long.toUnsignedString(length));
        }
        if ((bits + 63 >>> 6) * 8 != bytes.length - HEADER_BYTES) {
            throw new IOException(
                    name
                            + ": bloom shard of "
                            + bits
                            + " bits has "
                            + (bytes.length - HEADER_BYTES)
                            + " bytes of words");
        }
        if (hashes <= 0 || hashes > MAX_HASHES) {
            throw new IOException(
                    name
                            + ": bloom shard says it sets "
                            + Long.toUnsignedString(hashes)
                            + " bits per id, expected 1 to "
                            + MAX_HASHES);
        }
        return folded(bytes, bits, (int) hashes);
    }

    private static BloomShard folded(byte[] bytes, long bits, int hashes) {
        long[] words = new long[(bytes.length - HEADER_BYTES) / 8];
        long set = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = BigEndian.getLong(bytes, HEADER_BYTES + 8 * i);
            set += Long.bitCount(words[i]);
        }
        int count = words.length;
        if (bits % Long.SIZE == 0) {
            while (count % 2 == 0 && count / 2L * Long.SIZE >= set * BITS_PER_SET_BIT) {
                count /= 2;
                for (int i = 0; i < count; i++) {
                    words[i] |= words[count + i];
                }
            }
        }
        boolean whole = count == words.length;
        return new BloomShard(
                whole ? words : Arrays.copyOf(words, count),
                whole ? bits : (long) count * Long.SIZE,
                hashes);
    }

    /** Whether the block may hold the trace; never says no wrongly. */
    public boolean mayContain(TraceId id) {
        TraceIdHash hash = new TraceIdHash();
        hash.set(id);
        for (int i = 0; i < hashes; i++) {
            long bit = hash.bit(i, bits);
            if ((words[(int) (bit >>> 6)] >>> bit & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return 8L * words.length;
    }
}
