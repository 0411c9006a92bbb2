package io.tempo.app.query;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tempo query}: its parts are commands of their own. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        description = "Asks a tempo for traces, tags and metrics and shows the answer as text.",
        subcommands = {
            SearchCommand.class,
            TraceCommand.class,
            TagsCommand.class,
            ValuesCommand.class,
            MetricsCommand.class
        })
public final class QueryCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what to ask is missing: " + String.join(", ", spec.subcommands().keySet()) + "");
    }
}
