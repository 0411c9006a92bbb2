package io.tempo.querier.frontend;

import io.tempo.core.config.GoDuration;
import io.tempo.core.config.PrometheusDuration;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that a search looks at, in unix seconds, both ends included whole.
 *
 * @param startSeconds first second
 * @param endSeconds last second
 */
record TimeWindow(long startSeconds, long endSeconds) {

    private static final long MAX_SECONDS = 0xFFFFFFFFL;

    /**
     * Reads {@code since}, or {@code start} and {@code end}; without any, the last {@code recent}.
     *
     * @param cutoff how close to now a window may end
     * @param longest the longest window; zero for any
     */
    static TimeWindow parse(
            Parameters parameters, Instant now, Duration recent, Duration cutoff, Duration longest)
            throws ApiException {
        long latest = now.minus(cutoff).getEpochSecond();
        Optional<String> since = parameters.text("since");
        if (since.isPresent()) {
            return checked(latest - since(since.get()).toSeconds(), latest, longest);
        }
        boolean hasStart = parameters.text("start").isPresent();
        boolean hasEnd = parameters.text("end").isPresent();
        if (!hasStart && !hasEnd) {
            return new TimeWindow(latest - recent.toSeconds(), latest);
        }
        long start = parameters.number("start", MAX_SECONDS, 0);
        long end = parameters.number("end", MAX_SECONDS, 0);
        if (!hasStart || !hasEnd) {
            throw ApiException.badRequest(
                    "error parsing date range: only one of start and end provided: must provide"
                            + " both or neither");
        }
        if (end == 0 && start == 0) {
            return new TimeWindow(latest - recent.toSeconds(), latest);
        }
        if (end <= start) {
            throw ApiException.badRequest(
                    "http parameter start must be before end. received start="
                            + start
                            + " end="
                            + end);
        }
        TimeWindow window = checked(start, end, longest);
        if (window.endSeconds <= latest || cutoff.isZero()) {
            return window;
        }
        return start <= latest
                ? new TimeWindow(start, latest)
                : new TimeWindow(latest - recent.toSeconds(), latest);
    }

    private static TimeWindow checked(long start, long end, Duration longest) throws ApiException {
        if (!longest.isZero() && end - start > longest.toSeconds()) {
            throw ApiException.badRequest(
                    "range specified by start and end exceeds "
                            + GoDuration.format(longest)
                            + ". received start="
                            + start
                            + " end="
                            + end);
        }
        return new TimeWindow(Math.max(0, start), end);
    }

    private static Duration since(String text) throws ApiException {
        try {
            Duration since = PrometheusDuration.parse(text);
            if (since.isPositive()) {
                return since;
            }
        } catch (IllegalArgumentException notADuration) {
            // Said below.
        }
        throw ApiException.badRequest(
                "invalid since: expected a duration such as 15m, 2h or 1d, got "
                        + Parameters.quoted(text));
    }

    /** First nanosecond. */
    long startNanos() {
        return startSeconds * 1_000_000_000L;
    }

    /** Last nanosecond. */
    long endNanos() {
        return endSeconds * 1_000_000_000L + 999_999_999L;
    }
}
