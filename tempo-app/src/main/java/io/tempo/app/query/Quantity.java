package io.tempo.app.query;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers, times and sizes as people read them. */
final class Quantity {

    private static final String[] LARGE = {"", "k", "M", "G", "T", "P", "E"};
    private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);
    private static final MathContext FOUR = new MathContext(4, RoundingMode.HALF_UP);

    private Quantity() {}

    /**
     * Three digits and a unit in ASCII, {@code 1.24s}; from a minute on two units, {@code 2m03s}.
     */
    static String duration(long nanos) {
        if (nanos < 0) {
            return "-" + duration(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 999_500) {
            return rounded(nanos, 3) + "us";
        }
        if (nanos < 999_500_000) {
            return rounded(nanos, 6) + "ms";
        }
        if (nanos < 59_950_000_000L) {
            return rounded(nanos, 9) + "s";
        }
        long seconds = (nanos / 500_000_000 + 1) / 2;
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
        }
        long minutes = (seconds + 30) / 60;
        if (minutes < 48 * 60) {
            return String.format(Locale.ROOT, "%dh%02dm", minutes / 60, minutes % 60);
        }
        long hours = (minutes + 30) / 60;
        return String.format(Locale.ROOT, "%dd%02dh", hours / 24, hours % 24);
    }

    private static String rounded(long number, int scale) {
        return plain(BigDecimal.valueOf(number, scale).round(THREE));
    }

    /** Bytes with a decimal prefix, {@code 393.9 kB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < LARGE.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, LARGE[unit]);
    }

    /** Four digits, with {@code k}, {@code M} and so on from a hundred thousand on. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e21 || size < 1e-4) {
            return String.format(Locale.ROOT, "%.3g", value);
        }
        if (size < 100_000 && value == Math.rint(value)) {
            return String.valueOf((long) value);
        }
        BigDecimal rounded = new BigDecimal(value).round(FOUR);
        int unit = 0;
        if (size >= 99_995) {
            while (rounded.abs().compareTo(BigDecimal.valueOf(1000)) >= 0
                    && unit < LARGE.length - 1) {
                rounded = rounded.movePointLeft(3);
                unit++;
            }
        }
        return plain(rounded) + LARGE[unit];
    }

    private static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.toBigInteger().toString() : stripped.toString();
    }

    /** {@code 1 span}, {@code 2 spans}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
