package io.tempo.core.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps the files of readers open for a while, so that many small reads of one file do not open it
 * each time. A file is closed after a minute without reads, or when too many others are open; a
 * reader that meets its file closed asks again.
 */
final class OpenFiles implements AutoCloseable {

    private static final int MOST = 256;

    private final Cache<LocalRangeReader, FileChannel> channels =
            Caffeine.newBuilder()
                    .maximumSize(MOST)
                    .expireAfterAccess(Duration.ofMinutes(1))
                    .scheduler(Scheduler.systemScheduler())
                    .executor(Runnable::run)
                    .<LocalRangeReader, FileChannel>evictionListener(OpenFiles::close)
                    .build();

    /** The open file of a reader. */
    FileChannel channel(LocalRangeReader reader) throws IOException {
        try {
            return channels.get(reader, OpenFiles::open);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Forgets a channel that was found closed. */
    void forget(LocalRangeReader reader, FileChannel channel) {
        channels.asMap().remove(reader, channel);
    }

    @Override
    public void close() {
        for (FileChannel channel : channels.asMap().values()) {
            close(null, channel, RemovalCause.EXPLICIT);
        }
        channels.invalidateAll();
    }

    private static FileChannel open(LocalRangeReader reader) {
        try {
            return FileChannel.open(reader.path(), StandardOpenOption.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(LocalRangeReader reader, FileChannel channel, RemovalCause cause) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
