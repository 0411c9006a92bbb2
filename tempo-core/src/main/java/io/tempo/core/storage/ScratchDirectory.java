package io.tempo.core.storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory for this process' unfinished files, beside those of other processes on the same
 * store. Each holds a lock on a file in its own; a directory whose lock can be had belongs to
 * nobody any more, and is removed by the next process that opens one.
 */
final class ScratchDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ScratchDirectory.class);
    private static final String LOCK = "lock";

    /**
     * Those of this process. Their locks must not be tried: closing a file gives up every lock that
     * the process has on it (POSIX).
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path parent;
    private Path own;
    private FileChannel lockFile;

    private ScratchDirectory(Path parent) {
        this.parent = parent;
    }

    /** Removes what the dead have left; the own directory is made when it is first asked for. */
    static ScratchDirectory open(Path parent) throws IOException {
        removeAbandoned(parent);
        return new ScratchDirectory(parent);
    }

    synchronized Path path() throws IOException {
        if (own == null) {
            Path directory = parent.resolve(UUID.randomUUID().toString());
            OWN.add(directory);
            Files.createDirectories(directory);
            // The lock is taken under another name, so that nobody finds it free in between.
            Path unlocked = directory.resolve(LOCK + ".new");
            lockFile =
                    FileChannel.open(
                            unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lockFile.lock();
            Files.move(unlocked, directory.resolve(LOCK));
            own = directory;
        }
        return own;
    }

    synchronized void close() {
        if (own == null) {
            return;
        }
        try {
            deleteRecursively(own);
            lockFile.close();
            OWN.remove(own);
            Files.deleteIfExists(parent);
        } catch (IOException e) {
            LOG.debug("left behind: {}", own, e);
        }
        own = null;
    }

    private static void removeAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                if (isAbandoned(child)) {
                    deleteRecursively(child);
                }
            }
        } catch (NoSuchFileException none) {
            return;
        }
        try {
            Files.deleteIfExists(parent);
        } catch (IOException inUse) {
            LOG.debug("kept: {}", parent);
        }
    }

    private static boolean isAbandoned(Path directory) {
        if (OWN.contains(directory)) {
            return false;
        }
        try (FileChannel channel =
                        FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            // Either not yet locked, or its owner died before: the next start decides by age.
            return olderThanOneHour(directory);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean olderThanOneHour(Path directory) {
        try {
            long age = System.currentTimeMillis() - Files.getLastModifiedTime(directory).toMillis();
            return age > 3_600_000;
        } catch (IOException e) {
            return false;
        }
    }

    static void deleteRecursively(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                for (Path child : children) {
                    deleteRecursively(child);
                }
            }
        }
        Files.deleteIfExists(directory);
    }
}
