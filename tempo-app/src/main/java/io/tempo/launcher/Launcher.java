package io.tempo.launcher;

import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts the application in this process if its Java is new enough; otherwise finds a newer Java on
 * the machine and runs the same jar with it as a child, with the same standard streams. Signals
 * that end this process end the child, the child's exit code becomes this process's, and a child
 * whose parent was killed ends by itself (it is told the parent's process id in {@code
 * tempo.launcher.pid}).
 */
public final class Launcher {

    static final int REQUIRED_JAVA = 25;
    private static final String MAIN = "io.tempo.app.Main";

    private Launcher() {}

    public static void main(String[] args) throws Exception {
        if (Runtime.version().feature() >= REQUIRED_JAVA) {
            run(args);
            return;
        }
        Optional<Path> java = JavaFinder.find(REQUIRED_JAVA, System.getenv());
        if (java.isEmpty()) {
            System.err.println(
                    "tempo needs Java "
                            + REQUIRED_JAVA
                            + " or newer and found only Java "
                            + Runtime.version().feature()
                            + ": install one (for example Temurin "
                            + REQUIRED_JAVA
                            + "), or set TEMPO_JAVA_HOME to it");
            System.exit(1);
        }
        System.exit(runChild(java.get(), args));
    }

    private static void run(String[] args) throws Exception {
        try {
            Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static int runChild(Path java, String[] args)
            throws java.io.IOException, InterruptedException, URISyntaxException {
        Path jar =
                Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(JvmOptions.of(JvmOptions.given(), jar, List.of(args)));
        command.add("-Dtempo.launcher.pid=" + ProcessHandle.current().pid());
        command.add("-cp");
        command.add(jar.toString());
        command.add(MAIN);
        command.addAll(List.of(args));
        Process child = new ProcessBuilder(command).inheritIO().start();
        Thread stop =
                new Thread(
                        () -> {
                            child.destroy();
                            Runtime.getRuntime().halt(waitFor(child));
                        },
                        "stop-child");
        Runtime.getRuntime().addShutdownHook(stop);
        int code = child.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException alreadyStopping) {
            stop.join();
        }
        return code;
    }

    private static int waitFor(Process child) {
        while (true) {
            try {
                return child.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                child.destroyForcibly();
                return 1;
            }
        }
    }
}
