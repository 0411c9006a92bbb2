package io.tempo.livestore.wal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that the log is written to. A seam for tests of full and failing disks. One thread writes;
 * others may sync at the same time.
 */
public interface WalFile extends AutoCloseable {

    /** Writes at a position; on failure, some of the bytes may have been written. */
    void write(long position, byte[] bytes, int offset, int length) throws IOException;

    /** Cuts the file. */
    void truncate(long length) throws IOException;

    /** Returns when everything written before is on the disk. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;

    /** Makes and deletes files. */
    interface Factory {

        /** Creates a file, empty even if it existed. */
        WalFile create(Path path) throws IOException;

        /** Deletes a file that is not open. */
        default void delete(Path path) throws IOException {
            Files.deleteIfExists(path);
        }
    }

    /**
     * A file of the file system. It is not a channel on purpose: an interrupted thread would close
     * that.
     */
    static WalFile create(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(0);
        return new WalFile() {
            @Override
            public void write(long position, byte[] bytes, int offset, int length)
                    throws IOException {
                file.seek(position);
                file.write(bytes, offset, length);
            }

            @Override
            public void truncate(long length) throws IOException {
                file.setLength(length);
            }

            @Override
            public void sync() throws IOException {
                file.getFD().sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
