package io.tempo.app;

import picocli.CommandLine;

import java.util.Optional;

/** Starts a target, or runs a command. */
public final class Main {

    private Main() {}

    /** Ends the process with the command's exit code. */
    public static void main(String[] args) {
        // Before the first logger: the standard manager stops logging as soon as the process is
        // told to end.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        endWithLauncher();
        CommandLine command =
                new CommandLine(new TempoCommand())
                        .setPosixClusteredShortOptionsAllowed(false)
                        .setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(command.execute(args));
    }

    /**
     * Ends this process if the launcher that started it is killed: nobody would be left to stop it.
     */
    private static void endWithLauncher() {
        String pid = System.getProperty("tempo.launcher.pid");
        if (pid == null) {
            return;
        }
        Optional<ProcessHandle> launcher = ProcessHandle.of(Long.parseLong(pid));
        if (launcher.isEmpty()) {
            System.exit(1);
        }
        launcher.get().onExit().thenRun(() -> System.exit(1));
    }
}
