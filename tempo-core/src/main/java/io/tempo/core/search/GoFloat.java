package io.tempo.core.search;

import java.math.BigDecimal;

/**
 * Doubles as text in the way of Go's {@code %v}, with at least one decimal: the fewest digits that
 * read back as the same number, in exponent form below 1e-4 and from 1e21 on.
 *
 * <p>Format: <a href="https://pkg.go.dev/fmt">fmt</a>, verb {@code %v} of a float64.
 */
final class GoFloat {

    private static final int LARGEST_PLAIN_EXPONENT = 20;
    private static final int SMALLEST_PLAIN_EXPONENT = -4;

    private GoFloat() {}

    static String format(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        StringBuilder text = new StringBuilder(24);
        if (value < 0) {
            text.append('-');
        }
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int size = Math.abs(exponent);
        return (size < 10 ? text.append('0') : text).append(size).toString();
    }
}
