package io.tempo.app.query;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.nio.charset.Charset;
import java.time.ZoneId;

/** How answers are shown. */
final class DisplayOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--width",
            defaultValue = "0",
            paramLabel = "COLUMNS",
            description = "width of the output (default: COLUMNS, or 100)")
    private int width;

    @Option(
            names = "--color",
            defaultValue = "auto",
            description =
                    "${COMPLETION-CANDIDATES}; auto is on a terminal and without NO_COLOR (default:"
                            + " ${DEFAULT-VALUE})")
    private ColorMode color;

    enum ColorMode {
        auto,
        always,
        never
    }

    Terminal terminal() {
        if (width != 0 && (width < Terminal.NARROWEST || width > Terminal.WIDEST)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--width takes "
                            + Terminal.NARROWEST
                            + " to "
                            + Terminal.WIDEST
                            + ": got "
                            + width);
        }
        boolean colored =
                switch (color) {
                    case always -> true;
                    case never -> false;
                    case auto -> {
                        String noColor = System.getenv("NO_COLOR");
                        Console console = System.console();
                        yield (noColor == null || noColor.isEmpty())
                                && console != null
                                && console.isTerminal();
                    }
                };
        return new Terminal(
                width == 0 ? Terminal.width(System.getenv("COLUMNS")) : width,
                colored,
                canShow("├█…"),
                ZoneId.systemDefault());
    }

    private static boolean canShow(String text) {
        try {
            return Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"))
                    .newEncoder()
                    .canEncode(text);
        } catch (IllegalArgumentException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
