package io.tempo.core.storage;

/** What may be the key of an object. */
public final class ObjectKeys {

    private static final int MAX_CHARS = 1024;

    private ObjectKeys() {}

    /**
     * Checks a key: elements separated by single slashes, none of them empty, "." or "..", none
     * beginning with ".tmp"; no control characters, no backslash; at most 1024 characters.
     *
     * @return the key
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String check(String key) {
        if (key.isEmpty() || key.length() > MAX_CHARS) {
            throw wrong(key, "has " + key.length() + " characters, expected 1 to " + MAX_CHARS);
        }
        int start = 0;
        for (int i = 0; i <= key.length(); i++) {
            char c = i == key.length() ? '/' : key.charAt(i);
            if (c == '/') {
                checkElement(key, start, i);
                start = i + 1;
            } else if (c < 0x20 || c == 0x7F || c == '\\') {
                throw wrong(key, "has a control character or backslash at position " + i);
            }
        }
        return key;
    }

    /**
     * Checks the prefix of a listing: "" or a key followed by a slash.
     *
     * @return the prefix
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static String checkPrefix(String prefix) {
        if (prefix.isEmpty()) {
            return prefix;
        }
        if (!prefix.endsWith("/")) {
            throw wrong(prefix, "is a prefix that does not end with a slash");
        }
        check(prefix.substring(0, prefix.length() - 1));
        return prefix;
    }

    private static void checkElement(String key, int start, int end) {
        if (start == end) {
            throw wrong(key, "has an empty element at position " + start);
        }
        if (key.charAt(start) == '.') {
            String element = key.substring(start, end);
            if (element.equals(".") || element.equals("..") || element.startsWith(".tmp")) {
                throw wrong(key, "has the element '" + element + "'");
            }
        }
    }

    private static IllegalArgumentException wrong(String key, String what) {
        String shown = key.length() > 100 ? key.substring(0, 100) + "…" : key;
        return new IllegalArgumentException("object key '" + shown + "' " + what);
    }
}
