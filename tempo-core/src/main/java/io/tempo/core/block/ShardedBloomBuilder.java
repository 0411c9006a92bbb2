package io.tempo.core.block;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Builds a block's bloom filter: the trace ids of a block, spread over shards of one size. Cost per
 * id: two hashes and {@code k} bits. Not thread-safe.
 */
public final class ShardedBloomBuilder {

    /** A shard is one array when it is written. */
    private static final int MAX_SHARD_BYTES = 1 << 30;

    private final int hashes;
    private final long bitsPerShard;

    /** Words of each shard; made when its first id is added. */
    private final long[][] words;

    private final TraceIdHash hash = new TraceIdHash();

    /**
     * @param expectedTraces how many ids will be added, about; decides the number of shards
     * @param falsePositiveRate wanted share of wrong answers, between 0 and 1 exclusively
     * @param shardSizeBytes size of a shard's bit set
     * @throws IllegalArgumentException if the rate or the size is out of range
     */
    public ShardedBloomBuilder(long expectedTraces, double falsePositiveRate, int shardSizeBytes) {
        if (!(falsePositiveRate > 0 && falsePositiveRate < 1)) {
            throw new IllegalArgumentException(
                    "a bloom filter's false-positive rate is between 0 and 1: "
                            + falsePositiveRate);
        }
        if (shardSizeBytes <= 0 || shardSizeBytes > MAX_SHARD_BYTES) {
            throw new IllegalArgumentException(
                    "a bloom filter's shard size is 1 to "
                            + MAX_SHARD_BYTES
                            + " bytes: "
                            + shardSizeBytes);
        }
        if (expectedTraces < 0) {
            throw new IllegalArgumentException(
                    "a bloom filter's expected number of traces is not negative: "
                            + expectedTraces);
        }
        hashes = BloomFilter.hashes(expectedTraces, falsePositiveRate);
        bitsPerShard = 8L * shardSizeBytes;
        long totalBits = BloomFilter.totalBits(expectedTraces, falsePositiveRate);
        words = new long[BloomFilter.shards(totalBits, shardSizeBytes)][];
    }

    /** Adds a trace id. */
    public void add(TraceId id) {
        int shard = BloomFilter.shardFor(id, words.length);
        long[] set = words[shard];
        if (set == null) {
            set = new long[wordCount()];
            words[shard] = set;
        }
        hash.set(id);
        for (int i = 0; i < hashes; i++) {
            long bit = hash.bit(i, bitsPerShard);
            set[(int) (bit >>> 6)] |= 1L << bit;
        }
    }

    /** How many shards there are: {@code bloomShards} of the block's meta. */
    public int shards() {
        return words.length;
    }

    /** Bits set per id. */
    int hashes() {
        return hashes;
    }

    /** The object of a shard. */
    public byte[] shard(int shard) {
        int count = wordCount();
        byte[] out = new byte[BloomShard.HEADER_BYTES + 8 * count];
        BigEndian.putLong(out, 0, bitsPerShard);
        BigEndian.putLong(out, 8, hashes);
        BigEndian.putLong(out, 16, bitsPerShard);
        long[] set = words[shard];
        if (set != null) {
            for (int i = 0; i < count; i++) {
                BigEndian.putLong(out, BloomShard.HEADER_BYTES + 8 * i, set[i]);
            }
        }
        return out;
    }

    /** Writes the object of a shard. */
    public void writeShard(int shard, OutputStream out) throws IOException {
        out.write(shard(shard));
    }

    private int wordCount() {
        return (int) ((bitsPerShard + 63) >>> 6);
    }
}
