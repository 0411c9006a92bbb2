package io.tempo.core.traceql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A string as Go writes it: {@code "..."} with escapes or {@code `...`} without.
 *
 * @param value what it stands for; escaped bytes that are not UTF-8 become U+FFFD
 * @param end offset behind it
 */
record StringLiteral(String value, int end) {

    /** Reads the string whose opening quote is at {@code start}. */
    static StringLiteral read(String text, int start) {
        return text.charAt(start) == '`' ? raw(text, start) : interpreted(text, start);
    }

    private static StringLiteral raw(String text, int start) {
        int end = text.indexOf('`', start + 1);
        if (end < 0) {
            throw new Lexer.BadToken(start, "string not terminated, expected `");
        }
        return new StringLiteral(text.substring(start + 1, end).replace("\r", ""), end + 1);
    }

    private static StringLiteral interpreted(String text, int start) {
        StringBuilder out = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
        int pos = start + 1;
        while (true) {
            char c = pos < text.length() ? text.charAt(pos) : '\n';
            if (c == '\n') {
                throw new Lexer.BadToken(start, "string not terminated, expected '\"'");
            }
            if (c != '\\') {
                flush(bytes, out);
                pos++;
                if (c == '"') {
                    return new StringLiteral(out.toString(), pos);
                }
                out.append(c);
                continue;
            }
            char escape = pos + 1 < text.length() ? text.charAt(pos + 1) : 0;
            switch (escape) {
                case 'x' -> bytes.write(digits(text, pos, 2, 2, 16, 0xFF));
                case '0', '1', '2', '3', '4', '5', '6', '7' ->
                        bytes.write(digits(text, pos, 1, 3, 8, 0xFF));
                case 'u' -> codePoint(text, pos, 4, bytes, out);
                case 'U' -> codePoint(text, pos, 8, bytes, out);
                default -> {
                    flush(bytes, out);
                    out.append(simpleEscape(escape, pos));
                }
            }
            pos +=
                    switch (escape) {
                        case 'x', '0', '1', '2', '3', '4', '5', '6', '7' -> 4;
                        case 'u' -> 6;
                        case 'U' -> 10;
                        default -> 2;
                    };
        }
    }

    private static char simpleEscape(char escape, int pos) {
        return switch (escape) {
            case 'a' -> '\u0007';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000B';
            case '\\', '"' -> escape;
            default ->
                    throw new Lexer.BadToken(
                            pos,
                            "invalid escape sequence in a string: write \\\\ for a backslash, or"
                                    + " use `...`");
        };
    }

    private static void codePoint(
            String text, int pos, int count, ByteArrayOutputStream bytes, StringBuilder out) {
        int codePoint = digits(text, pos, 2, count, 16, Character.MAX_CODE_POINT);
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw new Lexer.BadToken(pos, "invalid Unicode code point in an escape sequence");
        }
        flush(bytes, out);
        out.appendCodePoint(codePoint);
    }

    /** {@code count} digits at {@code pos + skip}, where {@code pos} is that of the backslash. */
    private static int digits(String text, int pos, int skip, int count, int radix, int max) {
        long value = 0;
        for (int i = pos + skip; i < pos + skip + count; i++) {
            char c = i < text.length() ? text.charAt(i) : 0;
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw new Lexer.BadToken(
                        pos, "invalid escape sequence in a string: expected " + count + " digits");
            }
            value = value * radix + digit;
        }
        if (value > max) {
            throw new Lexer.BadToken(pos, "escape sequence out of range in a string");
        }
        return (int) value;
    }

    /** Escaped bytes in a row are one piece of UTF-8. */
    private static void flush(ByteArrayOutputStream bytes, StringBuilder out) {
        if (bytes.size() > 0) {
            out.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.reset();
        }
    }
}
