package io.tempo.app.query;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Instant;

/** {@code --start} and {@code --end}. */
final class TimeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--start",
            defaultValue = "now-1h",
            paramLabel = "TIME",
            converter = TimeExpression.Converter.class,
            description = {
                "from when (default: ${DEFAULT-VALUE})",
                "TIME: now-1h, 1h or '1h ago' (units y w d h m s ms), RFC 3339, a local date and"
                        + " time, or unix seconds"
            })
    private TimeExpression start;

    @Option(
            names = "--end",
            defaultValue = "now",
            paramLabel = "TIME",
            converter = TimeExpression.Converter.class,
            description = "until when (default: ${DEFAULT-VALUE})")
    private TimeExpression end;

    /** The seconds that hold the range. */
    TimeRange range() {
        Instant now = Instant.now();
        Instant from = start.at(now);
        Instant to = end.at(now);
        if (!from.isBefore(to)) {
            throw new ParameterException(
                    spec.commandLine(), "--start must be before --end: got " + from + " and " + to);
        }
        long lastSecond = to.getEpochSecond() + (to.getNano() > 0 ? 1 : 0);
        return new TimeRange(from.getEpochSecond(), lastSecond);
    }
}
