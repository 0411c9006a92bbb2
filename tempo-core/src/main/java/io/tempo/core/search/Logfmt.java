package io.tempo.core.search;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the {@code tags} of a search: {@code key=value} pairs apart by spaces, values with spaces
 * in double quotes, in which a backslash stands before a quote or a backslash.
 *
 * <p>Source: <a href="https://brandur.org/logfmt">logfmt</a>.
 */
public final class Logfmt {

    private final String text;
    private int position;

    private Logfmt(String text) {
        this.text = text;
    }

    /**
     * The pairs, in their order; a key without a value has the value "".
     *
     * @throws IllegalArgumentException saying what is wrong and where, positions counted from 1
     */
    public static Map<String, String> parse(String text) {
        Logfmt reader = new Logfmt(text);
        Map<String, String> pairs = new LinkedHashMap<>();
        while (reader.skipSpace()) {
            String key = reader.key();
            String value = reader.value();
            if (pairs.put(key, value) != null) {
                throw new IllegalArgumentException("tag " + key + " has been set twice");
            }
        }
        return pairs;
    }

    /** Writes pairs so that {@link #parse} gives them back; keys must be such as it accepts. */
    public static String format(Map<String, String> pairs) {
        StringBuilder text = new StringBuilder();
        pairs.forEach(
                (key, value) -> {
                    String escaped =
                            value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
                    text.append(text.isEmpty() ? "" : " ").append(key);
                    text.append("=\"").append(escaped).append('"');
                });
        return text.toString();
    }

    private boolean skipSpace() {
        while (position < text.length() && text.charAt(position) <= ' ') {
            position++;
        }
        return position < text.length();
    }

    private String key() {
        int start = position;
        while (position < text.length() && text.charAt(position) > ' ') {
            char c = text.charAt(position);
            if (c == '=') {
                break;
            }
            if (c == '"') {
                throw unexpected(c);
            }
            position++;
        }
        if (position == start) {
            throw unexpected(text.charAt(position));
        }
        return text.substring(start, position);
    }

    private String value() {
        if (position == text.length() || text.charAt(position) != '=') {
            return "";
        }
        position++;
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        int start = position;
        while (position < text.length() && text.charAt(position) > ' ') {
            char c = text.charAt(position);
            if (c == '=' || c == '"') {
                throw unexpected(c);
            }
            position++;
        }
        return text.substring(start, position);
    }

    private String quoted() {
        int start = position++;
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && position < text.length()) {
                char escaped = text.charAt(position++);
                value.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> escaped;
                        });
            } else {
                value.append(c);
            }
        }
        throw new IllegalArgumentException("unterminated quoted value at pos " + (start + 1));
    }

    private IllegalArgumentException unexpected(char c) {
        return new IllegalArgumentException("unexpected '" + c + "' at pos " + (position + 1));
    }
}
