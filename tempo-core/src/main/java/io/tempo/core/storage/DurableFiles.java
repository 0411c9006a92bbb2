package io.tempo.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/** File operations that survive a power cut once they have returned. */
public final class DurableFiles {

    private DurableFiles() {}

    /** Forces a file's content to the disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Forces the names in a directory to the disk: what was created, renamed or deleted there. */
    public static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a directory and those above it that are missing, each forced to the disk. */
    public static void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path d = directory.toAbsolutePath(); d != null; d = d.getParent()) {
            if (Files.isDirectory(d)) {
                break;
            }
            missing.push(d);
        }
        for (Path d : missing) {
            Files.createDirectories(d);
            forceDirectory(d.getParent());
        }
    }
}
