package io.tempo.core.storage;

/** Words for reads that do not fit an object. */
final class Ranges {

    private Ranges() {}

    static String beyond(String key, long offset, int length, long size) {
        return "cannot read %,d bytes at offset %,d of %s: it has %,d bytes"
                .formatted(length, offset, key, size);
    }
}
