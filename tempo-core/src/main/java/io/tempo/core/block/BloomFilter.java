package io.tempo.core.block;

import io.tempo.core.model.TraceId;

/**
 * What the shards of a block's bloom filter have in common: object names, size, and which shard a
 * trace id belongs to.
 */
public final class BloomFilter {

    /** What a {@code bloomShards} of 0 in a block's meta means. */
    public static final int LEGACY_SHARDS = 10;

    static final int MAX_SHARDS = 1000;

    private static final String NAME_PREFIX = "bloom-";

    private BloomFilter() {}

    /** Name of the object that holds a shard. */
    public static String objectName(int shard) {
        return NAME_PREFIX + shard;
    }

    /**
     * The shard that knows a trace id: FNV-1 (32 bit) of its 16 bytes, modulo the shards.
     *
     * @param shardCount as in the block's meta; 0 is {@link #LEGACY_SHARDS}
     */
    public static int shardFor(TraceId id, int shardCount) {
        int hash = 0x811C9DC5;
        hash = fnv1(hash, id.high());
        hash = fnv1(hash, id.low());
        return Integer.remainderUnsigned(hash, shardCount == 0 ? LEGACY_SHARDS : shardCount);
    }

    private static int fnv1(int start, long bigEndian) {
        int hash = start;
        for (int shift = 56; shift >= 0; shift -= 8) {
            hash = hash * 0x01000193 ^ (int) (bigEndian >>> shift) & 0xFF;
        }
        return hash;
    }

    /** Bits that all shards together need for {@code n} ids at false-positive rate {@code p}. */
    static long totalBits(long n, double p) {
        double ln2 = Math.log(2);
        return (long) Math.ceil(-n * Math.log(p) / (ln2 * ln2));
    }

    /** Bits set per id, at least 1. */
    static int hashes(long n, double p) {
        long ids = Math.max(1, n);
        return (int) Math.max(1, Math.ceil(Math.log(2) * totalBits(ids, p) / ids));
    }

    /** Shards of {@code shardSizeBytes} that {@code totalBits} need, 1 to 1000. */
    static int shards(long totalBits, int shardSizeBytes) {
        long perShard = 8L * shardSizeBytes;
        return (int) Math.clamp((totalBits + perShard - 1) / perShard, 1, MAX_SHARDS);
    }
}
