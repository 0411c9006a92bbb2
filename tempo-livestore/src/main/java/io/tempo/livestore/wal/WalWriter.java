package io.tempo.livestore.wal;

import io.tempo.core.model.TenantId;
import io.tempo.core.storage.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * Appends records to one file of the log. An append is whole or not at all: one that fails leaves
 * the file as it was, or bytes behind its end that the next append writes over and a reader skips.
 *
 * <p>Appends come one at a time; syncs may come from any thread at the same time.
 */
public final class WalWriter implements AutoCloseable {

    private final Path path;
    private final long marker;
    private final WalFile file;

    /** End of the last whole record. */
    private volatile long end;

    /** Everything before is on the disk. Written under {@link #syncLock}. */
    private volatile long synced;

    private boolean nameSynced;
    private final Object syncLock = new Object();

    private WalWriter(Path path, long marker, WalFile file) {
        this.path = path;
        this.marker = marker;
        this.file = file;
    }

    /**
     * Creates the file of a block.
     *
     * @param directory exists
     * @throws IOException naming the file; none is left then
     */
    public static WalWriter create(
            WalFile.Factory files, Path directory, UUID blockId, TenantId tenant, Instant created)
            throws IOException {
        Path path = directory.resolve(new WalFileName(blockId, tenant).toString());
        byte[] header = WalFormat.header(blockId, tenant, created);
        WalFile file = null;
        try {
            file = files.create(path);
            file.write(0, header, 0, header.length);
        } catch (IOException e) {
            if (file != null) {
                file.close();
            }
            Files.deleteIfExists(path);
            throw new IOException("cannot write " + path + ": " + e.getMessage(), e);
        }
        WalWriter writer = new WalWriter(path, WalFormat.marker(blockId), file);
        writer.end = header.length;
        return writer;
    }

    public Path path() {
        return path;
    }

    /** Bytes of the file. */
    public long length() {
        return end;
    }

    /**
     * The checksum that {@link #append} wants of a body; slow enough to be taken outside of locks.
     */
    public static int checksum(byte[] body, int offset, int length) {
        return WalFormat.crc(body, offset, length);
    }

    /**
     * Appends a record.
     *
     * @param type of the caller's choosing
     * @param bodyChecksum {@link #checksum} of the body
     * @return where the record ends, for {@link #sync}
     * @throws IOException naming the file; nothing was appended then
     */
    public long append(
            byte type, byte[] details, byte[] body, int offset, int length, int bodyChecksum)
            throws IOException {
        byte[] head = WalFormat.recordHead(marker, type, details, length, bodyChecksum);
        byte[] start = new byte[head.length + details.length];
        System.arraycopy(head, 0, start, 0, head.length);
        System.arraycopy(details, 0, start, head.length, details.length);
        long before = end;
        try {
            file.write(before, start, 0, start.length);
            file.write(before + start.length, body, offset, length);
        } catch (IOException e) {
            forget(before);
            throw new IOException("cannot write " + path + ": " + e.getMessage(), e);
        }
        end = before + start.length + length;
        return end;
    }

    private void forget(long from) {
        try {
            file.truncate(from);
        } catch (IOException e) {
            // What is there has no valid record head, or is written over by the next append.
            return;
        }
    }

    /**
     * Returns when everything before {@code position} is on the disk. Of several threads that ask
     * at the same time, one does it for all.
     *
     * @throws IOException naming the file; what was not on the disk before may then be lost in a
     *     power cut, so the file should not be trusted with more
     */
    public void sync(long position) throws IOException {
        if (synced >= position) {
            return;
        }
        synchronized (syncLock) {
            if (synced >= position) {
                return;
            }
            long upTo = end;
            try {
                file.sync();
                if (!nameSynced) {
                    DurableFiles.forceDirectory(path.toAbsolutePath().getParent());
                    nameSynced = true;
                }
            } catch (IOException e) {
                throw new IOException("cannot sync " + path + ": " + e.getMessage(), e);
            }
            synced = upTo;
        }
    }

    /** Closes the file, which stays. */
    @Override
    public void close() throws IOException {
        synchronized (syncLock) {
            synced = Long.MAX_VALUE;
            file.close();
        }
    }
}
