package io.tempo.querier.frontend;

import java.math.BigDecimal;

/** Writes the scalars of JSON answers. Stateless. */
final class JsonText {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** Below this, whole numbers are written as such. */
    private static final double MAX_EXACT = 1L << 53;

    private JsonText() {}

    /** Shortest decimal that reads back the same; with an exponent below 1e-6 and from 1e21. */
    static void number(StringBuilder out, double d) {
        if (Double.isNaN(d)) {
            out.append("\"NaN\"");
        } else if (Double.isInfinite(d)) {
            out.append(d > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else if (d == 0) {
            out.append(1 / d < 0 ? "-0" : "0");
        } else if (Math.rint(d) == d && Math.abs(d) < MAX_EXACT) {
            out.append((long) d);
        } else {
            BigDecimal decimal = new BigDecimal(Double.toString(d)).stripTrailingZeros();
            double magnitude = Math.abs(d);
            if (magnitude >= 1e-6 && magnitude < 1e21) {
                out.append(decimal.toPlainString());
                return;
            }
            String digits = decimal.unscaledValue().abs().toString();
            int exponent = digits.length() - 1 - decimal.scale();
            out.append(d < 0 ? "-" : "").append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        }
    }

    static void text(StringBuilder out, String s) {
        out.append('"');
        int plain = plain(s);
        out.append(s, 0, plain);
        for (int i = plain; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> escape(out, c);
                default -> {
                    if (c < 0x20 || unpaired(s, i)) {
                        escape(out, c < 0x20 ? c : '\uFFFD');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** How many characters at the beginning stand for themselves. */
    private static int plain(String s) {
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
                return i;
            }
        }
        return s.length();
    }

    /** Half a surrogate pair cannot be written as UTF-8. */
    private static boolean unpaired(String s, int i) {
        char c = s.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }
}
