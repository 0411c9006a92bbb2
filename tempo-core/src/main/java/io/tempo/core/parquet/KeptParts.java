package io.tempo.core.parquet;

import io.tempo.core.parquet.ColumnCache.Kind;

/**
 * The part of a {@link ColumnCache} that belongs to one opened file.
 *
 * @param file stands for the file, by identity
 */
record KeptParts(ColumnCache cache, Object file) {

    <T> T get(Kind kind, long part, Class<T> type) {
        return cache.get(file, kind, part, type);
    }

    void put(Kind kind, long part, Object content, long bytes) {
        cache.put(file, kind, part, content, bytes);
    }
}
