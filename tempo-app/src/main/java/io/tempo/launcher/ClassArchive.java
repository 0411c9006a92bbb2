package io.tempo.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JVM's archive of the classes that a jar loads for one use. The JVM writes it when the process
 * ends, and makes it anew when it does not fit Java any more; until there is one, classes are
 * loaded as ever. Kept in the user's cache folder: an archive is code, so it must not lie where
 * others can write.
 *
 * @param file where it is, or is going to be
 */
record ClassArchive(Path file) {

    /**
     * The archive for a jar; none where there is no cache folder.
     *
     * @param use what is run: each use loads other classes
     */
    static Optional<ClassArchive> of(Path jar, String use) {
        return of(jar, use, System.getenv());
    }

    static Optional<ClassArchive> of(Path jar, String use, Map<String, String> environment) {
        String cache = environment.get("XDG_CACHE_HOME");
        String home = environment.get("HOME");
        if (cache == null && home == null) {
            return Optional.empty();
        }
        Path folder = (cache != null ? Path.of(cache) : Path.of(home, ".cache")).resolve("tempo");
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                return Optional.empty();
            }
            String place = Integer.toHexString(jar.toAbsolutePath().toString().hashCode());
            String name = place + "-" + use + "-" + stamp(jar) + ".jsa";
            removeOthers(folder, place + "-" + use + "-", name);
            return Optional.of(new ClassArchive(folder.resolve(name)));
        } catch (IOException | RuntimeException unusable) {
            return Optional.empty();
        }
    }

    /**
     * Differs from one version of a jar to the next: the JVM keeps an archive of the earlier one.
     */
    private static String stamp(Path jar) throws IOException {
        long modified = Files.getLastModifiedTime(jar).toMillis();
        return Long.toHexString(modified * 31 + Files.size(jar));
    }

    /** Removes the archives of earlier versions. */
    private static void removeOthers(Path folder, String prefix, String name) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, prefix + "*.jsa")) {
            for (Path archive : archives) {
                if (!archive.getFileName().toString().equals(name)) {
                    Files.deleteIfExists(archive);
                }
            }
        }
    }

    List<String> options() {
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + file,
                "-Xlog:cds=off,cds+dynamic=off,aot=off,class+path=off");
    }
}
