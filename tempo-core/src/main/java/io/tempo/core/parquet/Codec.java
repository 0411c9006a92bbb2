package io.tempo.core.parquet;

/** How the pages of a column chunk are compressed when written. */
public enum Codec {
    NONE,
    SNAPPY,
    ZSTD
}
