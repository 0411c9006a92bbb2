package io.tempo.core.block;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;

import java.io.IOException;

/**
 * One shard of a block's bloom filter, as stored: big-endian 64-bit numbers m (bits), k (bits set
 * per id), length of the bit set, then its words. Immutable; thread-safe.
 */
public final class BloomShard {

    static final int HEADER_BYTES = 24;

    /** A rate of 1e-300 needs fewer; more can only be damage. */
    private static final int MAX_HASHES = 1024;

    private final byte[] bytes;
    private final long bits;
    private final int hashes;

    private BloomShard(byte[] bytes, long bits, int hashes) {
        this.bytes = bytes;
        this.bits = bits;
        this.hashes = hashes;
    }

    /**
     * Reads a shard.
     *
     * @param bytes the whole object; kept, not copied
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
        return new BloomShard(bytes, bits, (int) hashes);
    }

    /** Whether the block may hold the trace; never says no wrongly. */
    public boolean mayContain(TraceId id) {
        TraceIdHash hash = new TraceIdHash();
        hash.set(id);
        for (int i = 0; i < hashes; i++) {
            long bit = hash.bit(i, bits);
            long word = BigEndian.getLong(bytes, HEADER_BYTES + (int) (bit >>> 6) * 8);
            if ((word >>> bit & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return bytes.length;
    }
}
