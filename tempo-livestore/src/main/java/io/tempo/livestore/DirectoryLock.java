package io.tempo.livestore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two live stores from using the same directory. Given up when the process ends. */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel file;

    private DirectoryLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock of a directory.
     *
     * @throws IOException naming the directory, if another has it
     */
    static DirectoryLock take(Path directory) throws IOException {
        FileChannel file =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new DirectoryLock(file);
            }
        } catch (OverlappingFileLockException e) {
            // told below
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        throw new IOException(
                directory + " is in use by another process: give each its own live_store.wal.path");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
