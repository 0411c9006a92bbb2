package io.tempo.core.parquet;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;

import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.XxHash;

import java.io.IOException;

/**
 * A bloom filter of the values of one chunk, which has no dictionary: blocks of eight 32-bit words,
 * a value setting one bit in each word of one block. Asking for a value reads one block of 32
 * bytes.
 *
 * <p>Source: "Parquet Bloom Filter" of the Parquet format (BloomFilter.md): xxHash64 with seed 0 of
 * a string's bytes without its length; the upper half of the hash picks the block, the lower half
 * the bits.
 */
final class SplitBlockBloom {

    static final int BLOCK_BYTES = 32;

    /** Three of a hundred values that are not there seem to be. */
    private static final int BITS_PER_VALUE = 8;

    private static final int WORDS = 8;

    private static final int[] SALT = {
        0x47b6137b,
        0x44974d91,
        0x8824ad5b,
        0xa2b7289d,
        0x705495c7,
        0x2df1424b,
        0x9efc4947,
        0x5c6bfb31
    };

    private final int[] words;

    /** An empty filter for so many distinct values. */
    SplitBlockBloom(int values) {
        long bits = (long) values * BITS_PER_VALUE;
        int blocks = (int) Math.max(1, (bits + 8 * BLOCK_BYTES - 1) / (8 * BLOCK_BYTES));
        words = new int[blocks * WORDS];
    }

    static long hash(byte[] bytes, int offset, int length) {
        return XxHash64JavaHasher.hash(bytes, offset, length, 0);
    }

    void add(byte[] bytes, int offset, int length) {
        long hash = hash(bytes, offset, length);
        int at = block(hash, words.length / WORDS) * WORDS;
        for (int i = 0; i < WORDS; i++) {
            words[at + i] |= mask(hash, i);
        }
    }

    private static int mask(long hash, int word) {
        return 1 << ((int) hash * SALT[word] >>> 27);
    }

    private static int block(long hash, int blocks) {
        return (int) ((hash >>> 32) * blocks >>> 32);
    }

    /** Appends header and blocks. */
    void write(ByteSink out) throws IOException {
        Thrift.write(
                new BloomFilterHeader(
                        4 * words.length,
                        BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                        BloomFilterHash.XXHASH(new XxHash()),
                        BloomFilterCompression.UNCOMPRESSED(new Uncompressed())),
                out);
        for (int word : words) {
            out.putInt(word);
        }
    }

    /**
     * Where the blocks of a stored filter are.
     *
     * @param offset of the first one in the file
     */
    record Place(long offset, int blocks) {

        /** More than any header takes. */
        static final int MAX_HEADER_BYTES = 64;

        /** Stands for a filter of another algorithm, hash or compression. */
        static final Place UNKNOWN = new Place(-1, 0);

        static final int MEMORY_BYTES = 32;

        /**
         * Reads the header of a filter.
         *
         * @param offset where in the file {@code in} is
         * @param fileSize bytes of the file, which the blocks must not exceed
         */
        static Place read(ByteSource in, long offset, long fileSize) throws MalformedException {
            int start = in.at;
            BloomFilterHeader header = new BloomFilterHeader();
            Thrift.read(header, in);
            if (!header.getAlgorithm().isSetBLOCK()
                    || !header.getHash().isSetXXHASH()
                    || !header.getCompression().isSetUNCOMPRESSED()) {
                return UNKNOWN;
            }
            long first = offset + (in.at - start);
            int bytes = header.getNumBytes();
            if (bytes <= 0 || bytes % BLOCK_BYTES != 0 || bytes > fileSize - first) {
                throw new MalformedException(
                        "%d bytes of blocks at offset %d of a file of %d"
                                .formatted(bytes, first, fileSize));
            }
            return new Place(first, bytes / BLOCK_BYTES);
        }

        /** Where in the file the block is that knows about a hash. */
        long offsetOf(long hash) {
            return offset + (long) block(hash, blocks) * BLOCK_BYTES;
        }
    }

    /** Whether a value with this hash may be there, by its block. */
    static boolean mayContain(ByteSource block, long hash) throws MalformedException {
        for (int i = 0; i < WORDS; i++) {
            if ((block.nextInt() & mask(hash, i)) == 0) {
                return false;
            }
        }
        return true;
    }
}
