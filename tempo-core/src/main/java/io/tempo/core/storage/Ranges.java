package io.tempo.core.storage;

import java.io.IOException;

/** Words for reads and writes that fail. */
public final class Ranges {

    private Ranges() {}

    /** That a range ends after the object does. */
    public static String beyond(String key, long offset, int length, long size) {
        return "cannot read %,d bytes at offset %,d of %s: it has %,d bytes"
                .formatted(length, offset, key, size);
    }

    /** What a failure says of itself, or else what kind it is. */
    public static String reason(IOException e) {
        return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }
}
