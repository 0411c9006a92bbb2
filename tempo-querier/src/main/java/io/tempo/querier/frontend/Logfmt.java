package io.tempo.querier.frontend;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads {@code key=value} pairs separated by spaces, values quoted where they hold a space: {@code
 * a=1 name="GET /x"}.
 */
final class Logfmt {

    private final String text;
    private int at;

    private Logfmt(String text) {
        this.text = text;
    }

    /** The pairs, in their order. */
    static Map<String, String> parse(String text) throws ApiException {
        return new Logfmt(text).pairs();
    }

    private Map<String, String> pairs() throws ApiException {
        Map<String, String> pairs = new LinkedHashMap<>();
        while (true) {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            if (at == text.length()) {
                return pairs;
            }
            int start = at;
            String key = word();
            if (key.isEmpty()) {
                throw error("expected a key at pos " + (start + 1));
            }
            String value = "";
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                value = at < text.length() && text.charAt(at) == '"' ? quoted() : word();
            }
            if (pairs.put(key, value) != null) {
                throw error("tag " + key + " has been set twice");
            }
            if (at < text.length() && text.charAt(at) > ' ') {
                throw error("unexpected '" + text.charAt(at) + "' at pos " + (at + 1));
            }
        }
    }

    private String word() {
        int start = at;
        while (at < text.length()
                && text.charAt(at) > ' '
                && text.charAt(at) != '='
                && text.charAt(at) != '"') {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() throws ApiException {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
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
        throw error("unterminated quoted value at pos " + (start + 1));
    }

    private static ApiException error(String message) {
        return ApiException.badRequest("invalid tags: " + message);
    }
}
