package io.tempo.core.traceql;

import java.util.OptionalLong;

/**
 * Unsigned durations in two notations, tried in this order: Prometheus' ({@code 1d12h}: whole
 * numbers, each unit of {@code y w d h m s ms} at most once, largest first) and Go's ({@code 1.5h},
 * {@code 1ms1s}: decimals, units {@code h m s ms us µs ns} in any order).
 */
final class DurationLiteral {

    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 24 * 3600 * SECOND;

    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms", "us", "µs", "ns"};
    private static final long[] UNIT_NANOS = {
        365 * DAY, 7 * DAY, DAY, 3600 * SECOND, 60 * SECOND, SECOND, 1_000_000, 1_000, 1_000, 1
    };
    private static final int LAST_PROMETHEUS_UNIT = 6;
    private static final int FIRST_GO_UNIT = 3;

    private DurationLiteral() {}

    /** Nanoseconds; empty if the text is not a duration, or exceeds 2^63-1 ns. */
    static OptionalLong parse(String text) {
        OptionalLong nanos = prometheus(text);
        return nanos.isPresent() ? nanos : go(text);
    }

    private static OptionalLong prometheus(String text) {
        long total = 0;
        int firstUnit = 0;
        int pos = 0;
        try {
            while (pos < text.length()) {
                int digits = pos;
                long number = 0;
                while (pos < text.length() && Characters.isDigit(text.charAt(pos))) {
                    number = Math.addExact(Math.multiplyExact(number, 10L), text.charAt(pos) - '0');
                    pos++;
                }
                int unitEnd = unitEnd(text, pos);
                int unit = unit(text, pos, unitEnd);
                if (pos == digits || unit < firstUnit || unit > LAST_PROMETHEUS_UNIT) {
                    return OptionalLong.empty();
                }
                total = Math.addExact(total, Math.multiplyExact(number, UNIT_NANOS[unit]));
                firstUnit = unit + 1;
                pos = unitEnd;
            }
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(total);
    }

    private static OptionalLong go(String text) {
        long total = 0;
        int pos = 0;
        try {
            while (pos < text.length()) {
                int start = pos;
                long number = 0;
                while (pos < text.length() && Characters.isDigit(text.charAt(pos))) {
                    number = Math.addExact(Math.multiplyExact(number, 10L), text.charAt(pos) - '0');
                    pos++;
                }
                int digits = pos - start;
                long fraction = 0;
                double scale = 1;
                if (pos < text.length() && text.charAt(pos) == '.') {
                    pos++;
                    for (; pos < text.length() && Characters.isDigit(text.charAt(pos)); pos++) {
                        digits++;
                        // Digits beyond what a long holds are far below a nanosecond.
                        if (fraction < Long.MAX_VALUE / 100) {
                            fraction = fraction * 10 + (text.charAt(pos) - '0');
                            scale *= 10;
                        }
                    }
                }
                int unitEnd = unitEnd(text, pos);
                int unit = unit(text, pos, unitEnd);
                if (digits == 0 || unit < FIRST_GO_UNIT) {
                    return OptionalLong.empty();
                }
                long nanos = Math.multiplyExact(number, UNIT_NANOS[unit]);
                nanos = Math.addExact(nanos, (long) (fraction * (UNIT_NANOS[unit] / scale)));
                total = Math.addExact(total, nanos);
                pos = unitEnd;
            }
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(total);
    }

    private static int unitEnd(String text, int start) {
        int pos = start;
        while (pos < text.length()
                && text.charAt(pos) != '.'
                && !Characters.isDigit(text.charAt(pos))) {
            pos++;
        }
        return pos;
    }

    /** Index of the unit, or -1. */
    private static int unit(String text, int start, int end) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].length() == end - start && text.startsWith(UNITS[i], start)) {
                return i;
            }
        }
        return -1;
    }
}
