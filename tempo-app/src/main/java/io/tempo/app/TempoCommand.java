package io.tempo.app;

import io.tempo.app.loadgen.LoadGenCommand;
import io.tempo.app.query.QueryCommand;
import io.tempo.core.config.ConfigException;
import io.tempo.core.config.ConfigLoader;
import io.tempo.core.config.ConfigProblem;
import io.tempo.core.config.LoadedConfig;
import io.tempo.core.server.BuildInfo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code tempo}: runs the target that {@code -target} names. Flags are written as Tempo's are,
 * {@code -name value}, {@code -name=value} or {@code --name=value}; those that set keys of the
 * configuration are listed by {@code -help}.
 */
@Command(
        name = "tempo",
        description = "A distributed tracing backend.",
        subcommands = {QueryCommand.class, LoadGenCommand.class})
final class TempoCommand implements Callable<Integer> {

    @Option(
            names = {"-target", "--target"},
            description = "what to run (default: all)")
    private String target;

    @Unmatched private List<String> flags = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(flags);
        if (target != null) {
            arguments.add("-target=" + target);
        }
        LoadedConfig loaded;
        try {
            loaded = ConfigLoader.load(arguments);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return e.exitCode();
        }
        return switch (loaded.mode()) {
            case HELP -> {
                System.out.println(
                        "Usage: tempo [flags] | tempo query search|trace|tags|values|metrics"
                                + " [options] | tempo loadgen [options]\n");
                System.out.print(ConfigLoader.usage());
                yield 0;
            }
            case VERSION -> {
                System.out.print(BuildInfo.current().details());
                yield 0;
            }
            case HEALTH -> HealthProbe.ask(loaded.healthUrl());
            case VERIFY -> {
                warn(loaded);
                yield 0;
            }
            case RUN -> run(loaded);
        };
    }

    private static void warn(LoadedConfig loaded) {
        for (ConfigProblem warning : loaded.warnings()) {
            System.err.println("warning: " + warning);
        }
    }

    private static int run(LoadedConfig loaded) {
        return switch (loaded.config().target()) {
            case ALL -> {
                Logging.configure(loaded.config().server());
                warn(loaded);
                yield Server.run(loaded);
            }
            default -> {
                System.err.println(
                        "target "
                                + loaded.config().target()
                                + " cannot be run by this build yet; -target=all runs every"
                                + " component in one process");
                yield 1;
            }
        };
    }
}
