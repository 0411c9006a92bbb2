package io.tempo.core.traceql;

import java.math.BigDecimal;

/** Numbers and durations in the textual form of Go's {@code strconv} and {@code time} packages. */
public final class GoFormat {

    private static final long SECOND = 1_000_000_000L;

    private GoFormat() {}

    /**
     * The shortest digits that read back as the same double; in exponent form where the decimal
     * exponent is below -4 or at least 6, and else with at least one decimal: {@code 1.5}, {@code
     * 100.0}, {@code 1e+06}, {@code 1e-05}. {@code NaN}, {@code +Inf} and {@code -Inf} as such.
     */
    public static String floatText(double value) {
        return floatText(value, 6);
    }

    /**
     * As {@link #floatText(double)} with another limit for the exponent form: it begins where the
     * decimal exponent is {@code firstExponent} or more.
     */
    public static String floatText(double value, int firstExponent) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return Math.copySign(1, value) < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < firstExponent) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = decimal.unscaledValue().abs().toString();
        StringBuilder out = new StringBuilder(24);
        if (value < 0) {
            out.append('-');
        }
        out.append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append(exponent < 0 ? "e-" : "e+");
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            out.append('0');
        }
        return out.append(magnitude).toString();
    }

    /**
     * A duration as {@code 0s}, {@code 5ns}, {@code 1.5µs}, {@code 20ms}, {@code 1.5s}, {@code
     * 1m30s}, {@code 25h0m0s}.
     */
    public static String durationText(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(24);
        if (nanos < 0) {
            out.append('-');
        }
        // The most negative number has no positive twin; read as unsigned it is right nevertheless.
        long magnitude = nanos < 0 ? -nanos : nanos;
        if (Long.compareUnsigned(magnitude, 1_000) < 0) {
            return out.append(magnitude).append("ns").toString();
        }
        if (Long.compareUnsigned(magnitude, 1_000_000) < 0) {
            fraction(out, magnitude, 1_000);
            return out.append("µs").toString();
        }
        if (Long.compareUnsigned(magnitude, SECOND) < 0) {
            fraction(out, magnitude, 1_000_000);
            return out.append("ms").toString();
        }
        long seconds = Long.divideUnsigned(magnitude, SECOND);
        long hours = seconds / 3600;
        long minutes = seconds / 60 % 60;
        if (hours > 0) {
            out.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            out.append(minutes).append('m');
        }
        fraction(out, seconds % 60 * SECOND + Long.remainderUnsigned(magnitude, SECOND), SECOND);
        return out.append('s').toString();
    }

    /** {@code value / unit} with as many decimals as needed. */
    private static void fraction(StringBuilder out, long value, long unit) {
        out.append(value / unit);
        long rest = value % unit;
        if (rest == 0) {
            return;
        }
        out.append('.');
        for (long digit = unit / 10; rest > 0; digit /= 10) {
            out.append(rest / digit);
            rest %= digit;
        }
    }
}
