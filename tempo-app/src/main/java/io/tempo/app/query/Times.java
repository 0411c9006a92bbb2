package io.tempo.app.query;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Unix nanoseconds as dates and times of a zone. */
final class Times {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS XXX");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("MM-dd HH:mm");
    private static final DateTimeFormatter CLOCK_SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

    private Times() {}

    static String seconds(long unixNanos, ZoneId zone) {
        return SECONDS.format(at(unixNanos, zone));
    }

    /** With milliseconds and the zone's offset. */
    static String millis(long unixNanos, ZoneId zone) {
        return MILLIS.format(at(unixNanos, zone));
    }

    static String clock(long unixNanos, ZoneId zone) {
        return CLOCK.format(at(unixNanos, zone));
    }

    /** A mark of an axis that is {@code rangeNanos} long. */
    static String mark(long unixNanos, long rangeNanos, ZoneId zone) {
        boolean withinDay = rangeNanos < 24L * 3600 * 1_000_000_000;
        return (withinDay ? CLOCK_SECONDS : MINUTES).format(at(unixNanos, zone));
    }

    private static ZonedDateTime at(long unixNanos, ZoneId zone) {
        return Instant.ofEpochSecond(0, unixNanos).atZone(zone);
    }
}
