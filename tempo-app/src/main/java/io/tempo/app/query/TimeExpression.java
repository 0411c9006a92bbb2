package io.tempo.app.query;

import io.tempo.core.config.GoDuration;
import io.tempo.core.config.PrometheusDuration;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** A point in time as users write it. */
sealed interface TimeExpression {

    /** A time of the calendar. */
    record Absolute(Instant time) implements TimeExpression {}

    /**
     * A time relative to now.
     *
     * @param back how far back; negative: ahead
     */
    record Relative(Duration back) implements TimeExpression {}

    /** The instant that is meant at some time. */
    default Instant at(Instant now) {
        return switch (this) {
            case Absolute absolute -> absolute.time();
            case Relative relative -> now.minus(relative.back());
        };
    }

    /**
     * Reads {@code now}, {@code now-1h}, {@code 1h}, {@code 1h ago}; RFC 3339; a date, or date and
     * time, of a zone; unix seconds, milliseconds, microseconds or nanoseconds, told apart by their
     * number of digits.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static TimeExpression parse(String text, ZoneId zone) {
        String trimmed = text.strip();
        Optional<TimeExpression> parsed = relative(trimmed);
        if (parsed.isEmpty()) {
            parsed = unix(trimmed);
        }
        if (parsed.isEmpty()) {
            parsed = calendar(trimmed, zone);
        }
        return parsed.filter(time -> time.at(Instant.EPOCH).isBefore(FAR))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "expected a time such as now-1h, 30m, 2026-01-31T08:00:00Z"
                                                + " or unix seconds, got '"
                                                + Cells.clean(text)
                                                + "'"));
    }

    /** The API counts seconds in 32 bits. */
    Instant FAR = Instant.ofEpochSecond(0xFFFFFFFFL);

    private static Optional<TimeExpression> relative(String text) {
        if (text.equals("now")) {
            return Optional.of(new Relative(Duration.ZERO));
        }
        if (text.startsWith("now-")) {
            return duration(text.substring(4)).map(Relative::new);
        }
        if (text.startsWith("now+")) {
            return duration(text.substring(4)).map(d -> new Relative(d.negated()));
        }
        String back = text.endsWith(" ago") ? text.substring(0, text.length() - 4) : text;
        return duration(back.strip()).map(Relative::new);
    }

    /** A positive duration with units, of Prometheus ({@code 2d}) or Go ({@code 1.5h}). */
    static Optional<Duration> duration(String text) {
        if (text.isEmpty() || !Character.isLetter(text.charAt(text.length() - 1))) {
            return Optional.empty();
        }
        Duration duration;
        try {
            duration = PrometheusDuration.parse(text);
        } catch (IllegalArgumentException notOfPrometheus) {
            try {
                duration = GoDuration.parse(text);
            } catch (IllegalArgumentException notOfGo) {
                return Optional.empty();
            }
        }
        boolean sensible = !duration.isNegative() && duration.toDays() <= 100 * 365;
        return sensible ? Optional.of(duration) : Optional.empty();
    }

    private static Optional<TimeExpression> unix(String text) {
        if (!text.matches("[0-9]{1,19}|[0-9]{1,10}\\.[0-9]{1,9}")) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text);
        int digits = text.indexOf('.') >= 0 ? 10 : text.length();
        int scale = digits <= 10 ? 0 : digits <= 13 ? 3 : digits <= 16 ? 6 : 9;
        BigDecimal nanos = number.movePointRight(9 - scale);
        BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
        return Optional.of(
                new Absolute(Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue())));
    }

    private static Optional<TimeExpression> calendar(String text, ZoneId zone) {
        String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) ", "$1T");
        try {
            return Optional.of(new Absolute(OffsetDateTime.parse(iso).toInstant()));
        } catch (DateTimeException noOffset) {
            // May be a local time.
        }
        try {
            return Optional.of(new Absolute(LocalDateTime.parse(iso).atZone(zone).toInstant()));
        } catch (DateTimeException noTime) {
            // May be a date.
        }
        try {
            return Optional.of(new Absolute(LocalDate.parse(iso).atStartOfDay(zone).toInstant()));
        } catch (DateTimeException nothing) {
            return Optional.empty();
        }
    }

    /** Reads an option; local times are those of the machine. */
    final class Converter implements ITypeConverter<TimeExpression> {
        @Override
        public TimeExpression convert(String value) {
            try {
                return parse(value, ZoneId.systemDefault());
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
