package io.tempo.livestore.wal;

import java.nio.file.Path;

/**
 * Bytes of a file of the log that could not be read.
 *
 * @param offset where they begin
 * @param length how many they are
 * @param atEnd whether nothing valid follows, as after a process that was killed while it wrote
 * @param what is wrong with them
 */
public record WalDamage(Path file, long offset, long length, boolean atEnd, String what) {

    @Override
    public String toString() {
        return "%s: %,d bytes at offset %,d are skipped: %s".formatted(file, length, offset, what);
    }
}
