package io.tempo.core.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads ranges of one immutable object: a file, or an object of a bucket. Thread-safe. */
public interface RangeReader {

    /** Length of the object in bytes. */
    long size();

    /**
     * Reads exactly {@code length} bytes from {@code offset}; position 0 and limit {@code length}
     * in the answer, which has an accessible array.
     *
     * @throws java.io.EOFException if the object ends before
     * @throws IOException naming the object, if it cannot be read
     */
    ByteBuffer read(long offset, int length) throws IOException;
}
