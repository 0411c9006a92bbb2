package io.tempo.core.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used. The message is meant to be printed as it is: one line a
 * problem, each with its place and path.
 */
public final class ConfigException extends RuntimeException {

    private static final int MOST_SHOWN = 50;

    private final List<ConfigProblem> problems;
    private final boolean commandLine;

    ConfigException(List<ConfigProblem> problems) {
        this(problems, false);
    }

    private ConfigException(List<ConfigProblem> problems, boolean commandLine) {
        super(text(problems));
        this.problems = List.copyOf(problems);
        this.commandLine = commandLine;
    }

    static ConfigException of(Position position, String path, String message) {
        return new ConfigException(List.of(new ConfigProblem(position, path, message)));
    }

    static ConfigException commandLine(String flag, String message) {
        return new ConfigException(
                List.of(new ConfigProblem(Position.flag(flag), "", message)), true);
    }

    /** What is wrong, at least one. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /** The status for the process to end with: 2 where the command line is wrong, otherwise 1. */
    public int exitCode() {
        return commandLine ? 2 : 1;
    }

    private static String text(List<ConfigProblem> problems) {
        String shown =
                problems.stream()
                        .limit(MOST_SHOWN)
                        .map(ConfigProblem::toString)
                        .collect(Collectors.joining("\n"));
        int more = problems.size() - MOST_SHOWN;
        return more > 0 ? shown + "\n… and " + more + " more" : shown;
    }
}
