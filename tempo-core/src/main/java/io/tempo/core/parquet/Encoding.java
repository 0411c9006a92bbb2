package io.tempo.core.parquet;

/** How the values of a column chunk are written (Encodings.md of parquet-format). */
public enum Encoding {
    /** Values one after another; any type. */
    PLAIN,
    /** A dictionary page and ids into it, the whole chunk; BYTE_ARRAY only. */
    DICTIONARY,
    /** Bit-packed differences; INT32 and INT64 only. */
    DELTA_BINARY_PACKED,
    /** Bit-packed differences of lengths, then all bytes; BYTE_ARRAY only. */
    DELTA_LENGTH_BYTE_ARRAY
}
