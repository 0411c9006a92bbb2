package io.tempo.core.parquet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;

import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Decoded parts of the files that a process has open, within a number of bytes for all of them;
 * those used most stay. Queries need these parts again and again, and they cost more to decode than
 * what a query reads besides: a trace read by its id needs the whole dictionary of a chunk for a
 * few values, and every search needs to know which spans belong to which trace.
 *
 * <p>What is kept is immutable and belongs to one opened file, by identity: a file that is opened
 * anew begins without. Thread-safe.
 */
public final class ColumnCache {

    /** What is kept. */
    public enum Kind {
        DICTIONARY("parquet-dictionary"),
        OFFSET_INDEX("parquet-offset-idx"),
        COLUMN_INDEX("parquet-column-idx"),
        BLOOM_HEADER("parquet-bloom-header"),
        STRUCTURE("parquet-structure"),
        TRACE_IDS("parquet-trace-ids");

        private final String role;

        Kind(String role) {
            this.role = role;
        }

        /** Name in metrics, in the manner of the roles of {@code cache.caches}. */
        public String role() {
            return role;
        }
    }

    /** A larger part is not kept, whatever the limit. */
    private static final int MAX_PART_BYTES = 1 << 28;

    private static final int OVERHEAD_BYTES = 128;

    private static final int MAX_SCHEMAS = 64;

    private final long maxBytes;
    private final Cache<Key, Part> parts;

    /** Schemas; those that were used last. The files of one store have one of very few. */
    private final Cache<Object, Object> schemas =
            Caffeine.newBuilder().maximumSize(MAX_SCHEMAS).build();

    private final LongAdder[] hits = counters();
    private final LongAdder[] misses = counters();
    private final LongAdder[] evictions = counters();

    /**
     * @param file stands for an open file, by identity
     * @param part which part of the kind: a number within the file
     */
    private record Key(Object file, Kind kind, long part) {}

    private record Part(Object content, int bytes) {}

    /**
     * @param maxBytes about how much heap to use; 0 keeps nothing
     */
    public ColumnCache(long maxBytes) {
        this.maxBytes = maxBytes;
        this.parts =
                Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, Part part) -> part.bytes())
                        .evictionListener(
                                (Key key, Part part, RemovalCause cause) ->
                                        evictions[key.kind.ordinal()].increment())
                        .build();
    }

    private static LongAdder[] counters() {
        LongAdder[] counters = new LongAdder[Kind.values().length];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
        return counters;
    }

    /** The schema that files of equal schemas share. */
    ParquetSchema shared(ParquetSchema schema) {
        return (ParquetSchema) schemas.get(schema, same -> same);
    }

    /** What was {@link #share shared} under an equal key; null if it is not there any more. */
    public <T> T shared(Object key, Class<T> type) {
        return type.cast(schemas.getIfPresent(key));
    }

    /**
     * Lets files share something that follows from their schema.
     *
     * @param key what it follows from; with {@code equals}
     * @param schema immutable
     */
    public void share(Object key, Object schema) {
        schemas.put(key, schema);
    }

    /** A part that was kept; null if it is not there. */
    <T> T get(Object file, Kind kind, long part, Class<T> type) {
        Part kept = parts.getIfPresent(new Key(file, kind, part));
        (kept != null ? hits : misses)[kind.ordinal()].increment();
        return kept == null ? null : type.cast(kept.content());
    }

    /**
     * Keeps a part.
     *
     * @param bytes heap that it takes, or will take once what it computes when asked is there
     */
    void put(Object file, Kind kind, long part, Object content, long bytes) {
        long weight = bytes + OVERHEAD_BYTES;
        if (weight <= Math.min(MAX_PART_BYTES, maxBytes)) {
            parts.put(new Key(file, kind, part), new Part(content, (int) weight));
        }
    }

    /** How often a part of the kind was asked for and found. */
    public long hits(Kind kind) {
        return hits[kind.ordinal()].sum();
    }

    /** How often a part of the kind was asked for and not found. */
    public long misses(Kind kind) {
        return misses[kind.ordinal()].sum();
    }

    /** How many parts of the kind had to go. */
    public long evictions(Kind kind) {
        return evictions[kind.ordinal()].sum();
    }

    /** Heap bytes that all kinds take now. */
    public long bytes() {
        return parts.policy()
                .eviction()
                .map(Policy.Eviction::weightedSize)
                .orElseGet(OptionalLong::empty)
                .orElse(0);
    }

    /** The limit of {@link #bytes}. */
    public long maxBytes() {
        return maxBytes;
    }
}
