package io.tempo.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Looks for a Java of at least some version where the usual installers put it. */
final class JavaFinder {

    private static final List<String> PARENTS =
            List.of(
                    "/usr/lib/jvm",
                    "/usr/java",
                    "/opt",
                    "/opt/java",
                    "/usr/local/lib/jvm",
                    "/Library/Java/JavaVirtualMachines",
                    "~/.sdkman/candidates/java",
                    "~/.jdks");

    private JavaFinder() {}

    /**
     * The {@code java} program of the oldest sufficient version, or of the one that the environment
     * names.
     */
    static Optional<Path> find(int required, Map<String, String> environment) {
        for (String variable : List.of("TEMPO_JAVA_HOME", "JAVA_HOME")) {
            String home = environment.get(variable);
            if (home != null && version(Path.of(home)) >= required) {
                return Optional.of(program(Path.of(home)));
            }
        }
        Path best = null;
        for (Path home : homes(environment)) {
            int version = version(home);
            if (version >= required && (best == null || version < version(best))) {
                best = home;
            }
        }
        return Optional.ofNullable(best).map(JavaFinder::program);
    }

    private static List<Path> homes(Map<String, String> environment) {
        List<Path> homes = new ArrayList<>();
        for (String parent : PARENTS) {
            Path directory =
                    Path.of(parent.replaceFirst("^~", environment.getOrDefault("HOME", "/")));
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                    for (Path child : children) {
                        homes.add(child);
                        homes.add(child.resolve("Contents/Home"));
                    }
                } catch (IOException unreadable) {
                    // A folder that cannot be listed holds no Java for this user.
                }
            }
        }
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            try {
                Path java = Path.of(entry, "java");
                if (Files.isExecutable(java)) {
                    homes.add(java.toRealPath().getParent().getParent());
                }
            } catch (IOException | RuntimeException unusable) {
                // Not a path: the next entry may be.
            }
        }
        return homes;
    }

    private static Path program(Path home) {
        return home.resolve("bin").resolve("java");
    }

    /**
     * The feature version that the {@code release} file of a Java home names; 0 if this is none.
     */
    static int version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(program(home)) || !Files.isRegularFile(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            properties.load(in);
            String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
            return version.isEmpty() ? 0 : Runtime.Version.parse(version).feature();
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }
}
