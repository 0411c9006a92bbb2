package io.tempo.core.storage;

import io.tempo.core.parquet.RangeReader;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads ranges of one file. Keyed by identity among the {@link OpenFiles}. */
final class LocalRangeReader implements RangeReader {

    private final OpenFiles openFiles;
    private final Path path;
    private final String key;
    private final long size;

    LocalRangeReader(OpenFiles openFiles, Path path, String key, long size) {
        this.openFiles = openFiles;
        this.path = path;
        this.key = key;
        this.size = size;
    }

    Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public ByteBuffer read(long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new EOFException(Ranges.beyond(key, offset, length, size));
        }
        ByteBuffer buffer = ByteBuffer.wrap(new byte[length]);
        while (true) {
            FileChannel channel = channel();
            try {
                while (buffer.hasRemaining()) {
                    int n = channel.read(buffer, offset + buffer.position());
                    if (n < 0) {
                        throw new EOFException(Ranges.beyond(key, offset, length, channel.size()));
                    }
                }
                return buffer.flip();
            } catch (ClosedByInterruptException e) {
                openFiles.forget(this, channel);
                throw e;
            } catch (ClosedChannelException e) {
                // Evicted, or closed by the interrupt of another reading thread: once more.
                openFiles.forget(this, channel);
            } catch (EOFException e) {
                throw e;
            } catch (IOException e) {
                throw new IOException("cannot read " + path + ": " + e.getMessage(), e);
            }
        }
    }

    private FileChannel channel() throws IOException {
        try {
            return openFiles.channel(this);
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(key, e);
        }
    }
}
