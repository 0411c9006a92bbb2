package io.tempo.core.parquet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Decoded dictionaries of the files that the process has open, within a number of bytes; those used
 * most stay. A trace read by its id needs the whole dictionary of a chunk for a few values, and
 * searches ask the same dictionaries again and again. Thread-safe.
 */
final class DictionaryCache {

    /** One for the process: at most an eighth of the heap. */
    static final DictionaryCache SHARED = new DictionaryCache(Runtime.getRuntime().maxMemory() / 8);

    /** A larger one is not kept, whatever the limit. */
    private static final int MAX_ENTRY_BYTES = 1 << 28;

    private static final int OVERHEAD_BYTES = 128;

    private final Cache<Key, ChunkDecoder.Dictionary> dictionaries;

    /**
     * @param file stands for an open file, by identity
     * @param offset where the chunk begins in it
     */
    private record Key(Object file, long offset) {}

    DictionaryCache(long maxBytes) {
        dictionaries =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, ChunkDecoder.Dictionary d) -> (int) bytes(d))
                        .build();
    }

    /** The dictionary of a chunk; null if it is not kept. */
    ChunkDecoder.Dictionary get(Object file, ChunkMeta chunk) {
        return dictionaries.getIfPresent(new Key(file, chunk.start()));
    }

    void put(Object file, ChunkMeta chunk, ChunkDecoder.Dictionary dictionary) {
        if (bytes(dictionary) <= MAX_ENTRY_BYTES) {
            dictionaries.put(new Key(file, chunk.start()), dictionary);
        }
    }

    private static long bytes(ChunkDecoder.Dictionary dictionary) {
        long bytes = OVERHEAD_BYTES;
        if (dictionary.strings() != null) {
            bytes += dictionary.strings().memoryBytes();
        }
        if (dictionary.numbers() != null) {
            bytes += 8L * dictionary.numbers().length;
        }
        return bytes;
    }
}
