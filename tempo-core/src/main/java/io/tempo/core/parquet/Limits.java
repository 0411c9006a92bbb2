package io.tempo.core.parquet;

/**
 * What a file may claim at most. A damaged or hostile file says anything; before memory is
 * allocated, its word is checked against these, and against what else is known of the file.
 */
final class Limits {

    /** Bytes of a footer. */
    static final int FOOTER = 1 << 28;

    /** Bytes of a page, decompressed. */
    static final int PAGE_BYTES = 1 << 28;

    /** Entries of a column chunk. */
    static final int CHUNK_ENTRIES = 1 << 27;

    /** Bytes of the page index of a column chunk. */
    static final int INDEX_BYTES = 1 << 26;

    private Limits() {}
}
