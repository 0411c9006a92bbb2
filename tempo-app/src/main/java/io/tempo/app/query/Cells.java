package io.tempo.app.query;

/**
 * Text measured in the columns of a terminal. Wide characters are those of East Asian scripts and
 * emoji, after <a href="https://www.unicode.org/reports/tr11/">UAX #11</a>, by blocks.
 */
final class Cells {

    private Cells() {}

    /**
     * A text from outside as one line without effect on a terminal: controls, format characters and
     * line separators are written as escapes.
     */
    static String clean(String text) {
        if (text == null) {
            return "";
        }
        StringBuilder out = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            if (isPlain(c)) {
                if (out != null) {
                    out.appendCodePoint(c);
                }
            } else {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                out.append(
                        switch (c) {
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            case '\t' -> "\\t";
                            default -> String.format("\\u{%x}", c);
                        });
            }
            i += length;
        }
        return out == null ? text : out.toString();
    }

    private static boolean isPlain(int c) {
        if (c >= ' ' && c < 0x7f) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    /** Columns that a clean text takes. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += width(c);
            i += Character.charCount(c);
        }
        return width;
    }

    private static int width(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide =
                c >= 0x1100 && c <= 0x115f
                        || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
                        || c >= 0xac00 && c <= 0xd7a3
                        || c >= 0xf900 && c <= 0xfaff
                        || c >= 0xfe30 && c <= 0xfe6f
                        || c >= 0xff01 && c <= 0xff60
                        || c >= 0xffe0 && c <= 0xffe6
                        || c >= 0x1f300 && c <= 0x1f64f
                        || c >= 0x1f680 && c <= 0x1f6ff
                        || c >= 0x1f900 && c <= 0x1f9ff
                        || c >= 0x20000 && c <= 0x3fffd;
        return wide ? 2 : 1;
    }

    /** A clean text in at most {@code columns}: what is cut is marked with {@code ellipsis}. */
    static String cut(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        int room = columns - width(ellipsis);
        int used = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (used + width(c) > room) {
                break;
            }
            used += width(c);
            i += Character.charCount(c);
        }
        return room < 0 ? "" : text.substring(0, i) + ellipsis;
    }

    /** A clean text in exactly {@code columns}, its cells on the left. */
    static String left(String text, int columns, String ellipsis) {
        String cut = cut(text, columns, ellipsis);
        return cut + " ".repeat(Math.max(0, columns - width(cut)));
    }

    /** A clean text in exactly {@code columns}, its cells on the right. */
    static String right(String text, int columns, String ellipsis) {
        String cut = cut(text, columns, ellipsis);
        return " ".repeat(Math.max(0, columns - width(cut))) + cut;
    }
}
