package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * What the parts of {@code tempo query} share: one request, shown as text or, with {@code --json},
 * as it came. The exit code is 0, 1 if the request failed, 2 if the command line was wrong.
 */
abstract class ApiCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private ConnectionOptions connection;
    @Mixin private DisplayOptions display;

    @Option(names = "--json", description = "print the server's answer as it came")
    private boolean json;

    /** What to ask; called once. */
    abstract ApiRequest request();

    /**
     * Shows an answer.
     *
     * @throws QueryFailedException if it says that there is nothing to show
     */
    abstract void show(JsonNode answer, Terminal terminal, PrintWriter out)
            throws QueryFailedException;

    @Override
    public final Integer call() {
        Terminal terminal = display.terminal();
        PrintWriter out = spec.commandLine().getOut();
        try (TempoApi api = connection.open()) {
            TempoApi.Answer answer = api.get(request());
            if (json) {
                out.println(terminal.unicode() ? answer.text() : ascii(answer.text()));
            } else {
                show(answer.json(), terminal, out);
            }
            answer.partial().ifPresent(this::warn);
            return 0;
        } catch (QueryFailedException e) {
            out.flush();
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        } finally {
            out.flush();
        }
    }

    /** The same JSON for an output that cannot show it: only texts hold other characters. */
    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 0x7f) {
                ascii.append(c);
            } else {
                ascii.append(String.format("\\u%04x", (int) c));
            }
        }
        return ascii.toString();
    }

    /** One line beside the answer. */
    final void warn(String message) {
        spec.commandLine().getErr().println("warning: " + Cells.clean(message));
    }

    /** The command line is wrong. */
    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
