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
        System.exit(commandLine().execute(args));
    }

    /** The command line; what is wrong with one is said in one line, and the exit code is 2. */
    static CommandLine commandLine() {
        CommandLine tempo =
                new CommandLine(new TempoCommand())
                        .setPosixClusteredShortOptionsAllowed(false)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setExpandAtFiles(false)
                        .setParameterExceptionHandler(
                                (wrong, arguments) -> {
                                    CommandLine command = wrong.getCommandLine();
                                    command.getErr()
                                            .println(
                                                    wrong.getMessage()
                                                                    .lines()
                                                                    .findFirst()
                                                                    .orElse("")
                                                            + " (see "
                                                            + command.getCommandSpec()
                                                                    .qualifiedName()
                                                            + " --help)");
                                    return command.getCommandSpec().exitCodeOnInvalidInput();
                                });
        // Flags of the server are read elsewhere; those of commands are all known here.
        for (CommandLine command : tempo.getSubcommands().values()) {
            command.setUnmatchedArgumentsAllowed(false);
        }
        return tempo;
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
