package io.tempo.core.config;

import java.time.Duration;

/**
 * Durations as text in the way of Go's {@code time.Duration}, which is how Tempo's YAML, flags and
 * query results write them: {@code 1h30m}, {@code 1.5s}, {@code 250ms}. A duration is a signed
 * 64-bit number of nanoseconds.
 *
 * <p>Format: <a href="https://pkg.go.dev/time#ParseDuration">time.ParseDuration</a> and <a
 * href="https://pkg.go.dev/time#Duration.String">Duration.String</a>.
 */
public final class GoDuration {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private GoDuration() {}

    /**
     * Parses a signed sequence of decimal numbers, each with a unit {@code ns us µs ms s m h}; or
     * {@code 0}. There is no unit longer than an hour.
     *
     * @return nanoseconds
     * @throws IllegalArgumentException saying what is wrong
     */
    public static long parseNanos(String text) {
        int i = 0;
        boolean negative = false;
        if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            i = 1;
        }
        if (text.length() - i == 1 && text.charAt(i) == '0') {
            return 0;
        }
        if (i == text.length()) {
            throw invalid(text, "a number and a unit are missing");
        }
        // Summed as negative numbers, so that the smallest long can be written as well.
        long total = 0;
        while (i < text.length()) {
            int start = i;
            long whole = 0;
            while (i < text.length() && isDigit(text.charAt(i))) {
                int digit = text.charAt(i) - '0';
                if (whole < (Long.MIN_VALUE + digit) / 10) {
                    throw tooLong(text);
                }
                whole = whole * 10 - digit;
                i++;
            }
            boolean digits = i > start;
            long fraction = 0;
            double scale = 1;
            if (i < text.length() && text.charAt(i) == '.') {
                i++;
                int fractionStart = i;
                while (i < text.length() && isDigit(text.charAt(i))) {
                    if (fraction <= (Long.MAX_VALUE - 9) / 10) {
                        fraction = fraction * 10 + (text.charAt(i) - '0');
                        scale *= 10;
                    } // digits beyond what a long holds are below a nanosecond
                    i++;
                }
                digits |= i > fractionStart;
            }
            if (!digits) {
                throw invalid(text, "a number is expected at position " + (start + 1));
            }
            int unitStart = i;
            while (i < text.length() && text.charAt(i) != '.' && !isDigit(text.charAt(i))) {
                i++;
            }
            long unit = unitNanos(text, text.substring(unitStart, i));
            try {
                total = Math.addExact(total, Math.multiplyExact(whole, unit));
                total = Math.subtractExact(total, (long) (fraction * (unit / scale)));
            } catch (ArithmeticException e) {
                throw tooLong(text);
            }
        }
        if (!negative && total == Long.MIN_VALUE) {
            throw tooLong(text);
        }
        return negative ? total : -total;
    }

    /**
     * {@link #parseNanos} as a {@link Duration}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Duration parse(String text) {
        return Duration.ofNanos(parseNanos(text));
    }

    /** {@code 0s}, {@code 1.5µs}, {@code 20ms}, {@code 1m30s}, {@code 25h0m0s}; never days. */
    public static String format(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos == Long.MIN_VALUE) {
            return "-2562047h47m16.854775808s"; // has no positive counterpart
        }
        StringBuilder out = new StringBuilder(24);
        long n = nanos;
        if (n < 0) {
            out.append('-');
            n = -n;
        }
        if (n < MICRO) {
            return out.append(n).append("ns").toString();
        }
        if (n < MILLI) {
            return decimal(out, n, MICRO).append("µs").toString();
        }
        if (n < SECOND) {
            return decimal(out, n, MILLI).append("ms").toString();
        }
        if (n >= HOUR) {
            out.append(n / HOUR).append('h');
        }
        if (n >= MINUTE) {
            out.append(n % HOUR / MINUTE).append('m');
        }
        return decimal(out, n % MINUTE, SECOND).append('s').toString();
    }

    /** {@link #format(long)} of a duration, which beyond 292 years is written as that. */
    public static String format(Duration duration) {
        return format(saturatedNanos(duration));
    }

    private static long saturatedNanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static StringBuilder decimal(StringBuilder out, long n, long unit) {
        out.append(n / unit);
        long rest = n % unit;
        if (rest != 0) {
            out.append('.');
            for (long digit = unit / 10; rest != 0; digit /= 10) {
                out.append(rest / digit);
                rest %= digit;
            }
        }
        return out;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long unitNanos(String text, String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> MICRO;
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "m" -> MINUTE;
            case "h" -> HOUR;
            case "" -> throw invalid(text, "a unit is missing (ns, us, ms, s, m or h)");
            default -> throw invalid(text, "unknown unit '" + unit + "' (ns, us, ms, s, m or h)");
        };
    }

    private static IllegalArgumentException tooLong(String text) {
        return invalid(text, "longer than 64 bits of nanoseconds hold (292 years)");
    }

    private static IllegalArgumentException invalid(String text, String why) {
        String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
        return new IllegalArgumentException("'" + shown + "' is not a duration: " + why);
    }
}
