package io.tempo.core.storage;

import io.tempo.core.parquet.RangeReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Objects as files below one directory, a key being the path.
 *
 * <p>An object is written to a file in {@code .tmp/<process>/}, forced to the disk, and renamed to
 * its place, whose directory is forced in turn: after a crash an object is there whole or not at
 * all. A file given to {@link #put(String, Path)} is linked instead of copied where the file system
 * can. What dead processes left in {@code .tmp} is removed at start.
 */
public final class LocalObjectStore implements ObjectStore {

    private final Path root;
    private final ScratchDirectory scratch;
    private final OpenFiles openFiles = new OpenFiles();
    private final AtomicLong nextTemporary = new AtomicLong();

    /**
     * Opens a store, and creates its directory where it is missing.
     *
     * @throws IOException naming the directory, if it cannot be written to
     */
    public LocalObjectStore(Path root) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        DurableFiles.createDirectories(this.root);
        this.scratch = ScratchDirectory.open(this.root.resolve(".tmp"));
    }

    @Override
    public void put(String key, byte[] content) throws IOException {
        try (ObjectOutput output = create(key)) {
            output.write(content, 0, content.length);
            output.commit();
        }
    }

    @Override
    public void put(String key, Path file) throws IOException {
        Path target = path(key);
        Path temporary = temporary();
        try {
            try {
                Files.createLink(temporary, file);
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.copy(file, temporary);
            }
            DurableFiles.force(temporary);
            moveIntoPlace(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public ObjectOutput create(String key) throws IOException {
        return new Output(path(key), temporary());
    }

    @Override
    public byte[] get(String key) throws IOException {
        Path path = path(key);
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw failure(key, path, e);
        } catch (OutOfMemoryError e) {
            throw new IOException("object is too large to be read at once: " + key, e);
        }
    }

    @Override
    public RangeReader open(String key) throws IOException {
        return open(key, stat(key).size());
    }

    @Override
    public RangeReader open(String key, long size) {
        return new LocalRangeReader(openFiles, path(key), key, size);
    }

    @Override
    public List<ObjectInfo> list(String prefix) throws IOException {
        ObjectKeys.checkPrefix(prefix);
        Path from = prefix.isEmpty() ? root : root.resolve(prefix);
        List<ObjectInfo> found = new ArrayList<>();
        if (Files.isDirectory(from)) {
            Files.walkFileTree(from, new Collector(found));
        }
        found.sort(Comparator.comparing(ObjectInfo::key));
        return found;
    }

    @Override
    public List<String> listFolders(String prefix) throws IOException {
        ObjectKeys.checkPrefix(prefix);
        Path from = prefix.isEmpty() ? root : root.resolve(prefix);
        Set<String> folders = new TreeSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                if (!isScratch(child) && holdsObject(child)) {
                    folders.add(child.getFileName().toString());
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return List.copyOf(folders);
    }

    @Override
    public ObjectInfo stat(String key) throws IOException {
        Path path = path(key);
        try {
            BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
            if (!a.isRegularFile()) {
                throw new NoSuchObjectException(key);
            }
            return new ObjectInfo(key, a.size(), a.lastModifiedTime().toInstant());
        } catch (FileSystemException e) {
            throw failure(key, path, e);
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Path path = path(key);
        try {
            if (Files.isRegularFile(path)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new IOException("cannot delete " + path, e);
        }
        removeEmptyParents(path);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path source = path(from);
        Path target = path(to);
        if (!Files.isRegularFile(source)) {
            throw new NoSuchObjectException(from);
        }
        try {
            moveIntoPlace(source, target);
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(from, e);
        }
        if (!source.getParent().equals(target.getParent())) {
            removeEmptyParents(source);
        }
    }

    @Override
    public void close() {
        openFiles.close();
        scratch.close();
    }

    private Path path(String key) {
        return root.resolve(ObjectKeys.check(key));
    }

    private Path temporary() throws IOException {
        return scratch.path().resolve(Long.toString(nextTemporary.incrementAndGet()));
    }

    /** Renames, durably; makes the directory again where another thread has just pruned it. */
    private static void moveIntoPlace(Path source, Path target) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                DurableFiles.createDirectories(target.getParent());
                Files.move(
                        source,
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                DurableFiles.forceDirectory(target.getParent());
                return;
            } catch (NoSuchFileException e) {
                if (attempt == 10 || !Files.exists(source)) {
                    throw e;
                }
            }
        }
    }

    private void removeEmptyParents(Path path) {
        for (Path dir = path.getParent(); !dir.equals(root); dir = dir.getParent()) {
            try {
                Files.deleteIfExists(dir);
            } catch (IOException notEmpty) {
                return;
            }
        }
    }

    private boolean isScratch(Path path) {
        return path.getFileName().toString().startsWith(".tmp");
    }

    /** Whether there is a file below a directory; empty directories are no objects. */
    private static boolean holdsObject(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (Files.isRegularFile(child) || holdsObject(child)) {
                    return true;
                }
            }
        } catch (NoSuchFileException vanished) {
            return false;
        }
        return false;
    }

    private static IOException failure(String key, Path path, IOException e) {
        if (e instanceof NoSuchFileException || !Files.isRegularFile(path)) {
            return new NoSuchObjectException(key, e);
        }
        return new IOException("cannot read " + path + ": " + e.getMessage(), e);
    }

    private final class Collector extends SimpleFileVisitor<Path> {
        private final List<ObjectInfo> found;

        Collector(List<ObjectInfo> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
            return !dir.equals(root) && isScratch(dir)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
            if (a.isRegularFile() && !isScratch(file)) {
                String key = root.relativize(file).toString();
                found.add(new ObjectInfo(key, a.size(), a.lastModifiedTime().toInstant()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            if (e == null || e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    private static final class Output extends ObjectOutput {
        private final Path target;
        private final Path temporary;
        private final FileChannel channel;
        private boolean done;

        Output(Path target, Path temporary) throws IOException {
            this.target = target;
            this.temporary = temporary;
            this.channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(b, off, len);
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw new IOException("cannot write " + target + ": " + Ranges.reason(e), e);
            }
        }

        @Override
        public void commit() throws IOException {
            if (done) {
                throw new IOException("object is finished already: " + target);
            }
            done = true;
            try {
                channel.force(true);
                channel.close();
                moveIntoPlace(temporary, target);
            } catch (IOException e) {
                throw new IOException("cannot write " + target + ": " + Ranges.reason(e), e);
            }
        }

        @Override
        public void close() throws IOException {
            done = true;
            channel.close();
            Files.deleteIfExists(temporary);
        }
    }
}
