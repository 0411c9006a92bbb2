package io.tempo.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The options that the application's JVM gets: those given by the user, and ours where the user
 * gave none.
 */
final class JvmOptions {

    /** The command that asks a server and ends. */
    private static final String QUERY = "query";

    private JvmOptions() {}

    /** The options before {@code -jar} on this process's command line. */
    static List<String> given() {
        List<String> given = new ArrayList<>();
        for (String argument : ProcessHandle.current().info().arguments().orElse(new String[0])) {
            if (argument.equals("-jar")
                    || argument.equals("-cp")
                    || argument.equals("-classpath")) {
                break;
            }
            given.add(argument);
        }
        return given;
    }

    /**
     * The given options; a heap, a collector and a compiler that suit what is run, one process on a
     * small machine or a question of a second; and an archive of loaded classes, which halves the
     * time to start.
     */
    static List<String> of(List<String> given, Path jar, List<String> arguments) {
        boolean question = !arguments.isEmpty() && arguments.get(0).equals(QUERY);
        List<String> options = new ArrayList<>();
        if (given.stream().noneMatch(o -> o.startsWith("-Xmx") || o.contains("RAMPercentage"))) {
            options.add("-Xmx640m");
        }
        if (given.stream().noneMatch(o -> o.matches("-XX:\\+Use\\w+GC"))) {
            options.add(question ? "-XX:+UseSerialGC" : "-XX:+UseParallelGC");
        }
        if (question) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        if (given.stream().noneMatch(o -> o.startsWith("-XX:SharedArchiveFile"))) {
            ClassArchive.of(jar, question ? QUERY : "server")
                    .ifPresent(archive -> options.addAll(archive.options()));
        }
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("--sun-misc-unsafe-memory-access=allow");
        options.addAll(given);
        return options;
    }
}
