package io.tempo.core.config;

/**
 * What a key may hold, by its name in {@code schema.conf} and its Java form in a {@link Section}.
 */
enum ValueType {
    BOOL("true or false"),
    INT("an integer"),
    UINT("an integer that is not negative"),
    FLOAT("a number"),
    STRING("text"),
    SECRET("text"),
    /** Go syntax, or a bare number of nanoseconds; a {@code Duration}. */
    DURATION("a duration such as 30s or 1h30m"),
    /** Prometheus syntax; a {@code Duration}. */
    PROMDURATION("a duration such as 30s, 12h or 14d"),
    /** A {@code Long}. */
    BYTESIZE("a size such as 64KiB"),
    /** RFC 3339; an {@code Instant}. */
    TIME("a time such as 2026-01-31T00:00:00Z"),
    /** Comma-separated text. */
    CSV("text, its parts separated by commas"),
    /** A list, or comma-separated text. */
    HOSTS("a list of host:port, or one text with commas"),
    STRINGS("a list of text"),
    REGEXES("a list of regular expressions"),
    INTS("a list of integers"),
    FLOATS("a list of numbers"),
    STRMAP("a mapping of names to text"),
    SECRETMAP("a mapping of names to text"),
    BOOLMAP("a mapping of names to true or false"),
    INTSMAP("a mapping of names to lists of integers"),
    /** Not looked into. */
    ANY("anything"),
    /** Not looked into, and there as soon as it is named. */
    NAMED("anything");

    private final String expected;

    ValueType(String expected) {
        this.expected = expected;
    }

    /** What to write, for messages. */
    String expected() {
        return expected;
    }
}
