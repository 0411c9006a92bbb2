package io.tempo.querier.frontend;

import com.linecorp.armeria.common.QueryParams;

import io.tempo.core.config.GoDuration;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The parameters of a request's URL, typed. A parameter that is there but empty is not there; of
 * several, the first counts.
 */
record Parameters(QueryParams params) {

    Optional<String> text(String name) {
        String value = params.get(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** A number from 0 to {@code max}. */
    long number(String name, long max, long absent) throws ApiException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw invalid(name, "expected a whole number from 0 to " + max, text.get());
    }

    /** A number from {@code min} to {@code max}. */
    int integer(String name, int min, int max, int absent) throws ApiException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
            throw ApiException.badRequest(
                    "invalid value for "
                            + name
                            + ": must be "
                            + (max == Integer.MAX_VALUE ? ">= " + min : min + " to " + max));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "invalid value for "
                            + name
                            + ": expected a whole number, got "
                            + quoted(text.get()));
        }
    }

    /** A boolean in one of Go's spellings. */
    boolean bool(String name, boolean absent) throws ApiException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        return switch (text.get()) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "0", "f", "F", "FALSE", "false", "False" -> false;
            default ->
                    throw ApiException.badRequest(
                            "invalid value for "
                                    + name
                                    + ": expected true or false, got "
                                    + quoted(text.get()));
        };
    }

    /** A duration in Go's syntax, such as {@code 1.5s}. */
    Optional<Duration> duration(String name) throws ApiException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(GoDuration.parse(text.get()));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("invalid " + name + ": " + e.getMessage());
        }
    }

    Optional<UUID> uuid(String name) throws ApiException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text.get()));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(
                    "invalid value for " + name + ": expected a UUID, got " + quoted(text.get()));
        }
    }

    private static ApiException invalid(String name, String expected, String got) {
        return ApiException.badRequest(
                "invalid " + name + ": " + expected + ", got " + quoted(got));
    }

    /** A value from outside as part of a message: no longer than a line. */
    static String quoted(String value) {
        return '"' + shown(value) + '"';
    }

    /** {@link #quoted} without quotes. */
    static String shown(String value) {
        String cut = value.length() <= 80 ? value : value.substring(0, 80) + "…";
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    }
}
