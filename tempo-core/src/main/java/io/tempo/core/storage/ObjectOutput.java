package io.tempo.core.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes one object. Closing without {@link #commit} leaves no trace of it. Not thread-safe, not
 * buffered: write in large pieces.
 */
public abstract class ObjectOutput extends OutputStream {

    /**
     * Makes the object visible under its key, durably, with what was written so far. At most once;
     * nothing can be written afterwards.
     */
    public abstract void commit() throws IOException;

    /** Gives up the object unless it was committed. */
    @Override
    public abstract void close() throws IOException;
}
