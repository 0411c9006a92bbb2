package io.tempo.core.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and the shell's other forms of it in a text. Forms: the parameter
 * expansion of POSIX shells and bash, as far as {@code docs/configuration.md} lists it.
 */
final class Environment {

    private static final int MAX_DEPTH = 16;

    private final String source;
    private final String text;
    private final Map<String, String> variables;
    private int at;

    private Environment(String source, String text, Map<String, String> variables) {
        this.source = source;
        this.text = text;
        this.variables = variables;
    }

    /**
     * @param source the text's name in messages
     * @throws ConfigException for a form that is not one, with its place
     */
    static String expand(String source, String text, Map<String, String> variables) {
        return new Environment(source, text, variables).until(false, 0);
    }

    /** Up to the end, or to the brace that closes what is being read. */
    private String until(boolean brace, int depth) {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (brace && c == '}') {
                return out.toString();
            }
            if (c != '$' || at + 1 == text.length()) {
                out.append(c);
                at++;
                continue;
            }
            switch (text.charAt(at + 1)) {
                case '$' -> {
                    out.append('$');
                    at += 2;
                }
                case '{' -> out.append(reference(depth));
                default -> {
                    out.append('$'); // $NAME is left as it is
                    at++;
                }
            }
        }
        return out.toString();
    }

    private String reference(int depth) {
        int start = at;
        if (depth > MAX_DEPTH) {
            throw error(start, "references nested deeper than " + MAX_DEPTH);
        }
        at += 2;
        boolean length = at < text.length() && text.charAt(at) == '#';
        if (length) {
            at++;
        }
        String value = value(name(start));
        if (length) {
            close(start);
            return Integer.toString(value.codePointCount(0, value.length()));
        }
        if (at == text.length()) {
            throw error(start, "'${' is never closed");
        }
        if (text.charAt(at) == '}') {
            at++;
            return value;
        }
        String operator = operator(start);
        return switch (operator) {
            case "^", "^^", ",", ",," -> {
                close(start);
                yield changeCase(value, operator);
            }
            case ":" -> substring(value, argument(start, depth), start);
            case "#", "##", "%", "%%" -> trim(value, operator, argument(start, depth));
            case "/", "//", "/#", "/%" -> replace(value, operator, argument(start, depth));
            default -> {
                String fallback = argument(start, depth);
                yield value.isEmpty() ? fallback : value;
            }
        };
    }

    private String name(int start) {
        int from = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == from || Character.isDigit(text.charAt(from))) {
            throw error(start, "expected a name after '${'");
        }
        return text.substring(from, at);
    }

    private String operator(int start) {
        String[] operators = {
            ":-", ":=", ":+", ":?", "-", "=", "+", "?", ":", "^^", "^", ",,", ",", "##", "#", "%%",
            "%", "//", "/#", "/%", "/"
        };
        for (String operator : operators) {
            if (text.startsWith(operator, at)) {
                at += operator.length();
                return operator;
            }
        }
        throw error(start, "expected '}' or an operator, found '" + text.charAt(at) + "'");
    }

    private String argument(int start, int depth) {
        String argument = until(true, depth + 1);
        close(start);
        return argument;
    }

    private void close(int start) {
        if (at >= text.length()) {
            throw error(start, "'${' is never closed");
        }
        if (text.charAt(at) != '}') {
            throw error(start, "expected '}', found '" + text.charAt(at) + "'");
        }
        at++;
    }

    private String value(String name) {
        String value = variables.get(name);
        return value == null ? "" : value;
    }

    private static String changeCase(String value, String operator) {
        if (value.isEmpty()) {
            return value;
        }
        String head = operator.length() == 2 ? value : value.substring(0, 1);
        String changed =
                operator.startsWith("^")
                        ? head.toUpperCase(Locale.ROOT)
                        : head.toLowerCase(Locale.ROOT);
        return changed + value.substring(head.length());
    }

    private String substring(String value, String argument, int start) {
        String[] parts = argument.split(":", 2);
        try {
            int from = Math.clamp(Integer.parseInt(parts[0].strip()), 0, value.length());
            int size =
                    parts.length == 1
                            ? value.length() - from
                            : Math.clamp(
                                    Integer.parseInt(parts[1].strip()), 0, value.length() - from);
            return value.substring(from, from + size);
        } catch (NumberFormatException e) {
            throw error(start, "expected numbers after ':', found '" + argument + "'");
        }
    }

    private static String trim(String value, String operator, String pattern) {
        boolean prefix = operator.startsWith("#");
        boolean longest = operator.length() == 2;
        Pattern glob = glob(pattern);
        int n = value.length();
        for (int i = 0; i <= n; i++) {
            int size = longest ? n - i : i;
            String part = prefix ? value.substring(0, size) : value.substring(n - size);
            if (glob.matcher(part).matches()) {
                return prefix ? value.substring(size) : value.substring(0, n - size);
            }
        }
        return value;
    }

    private static String replace(String value, String operator, String argument) {
        int slash = argument.indexOf('/');
        String pattern = slash < 0 ? argument : argument.substring(0, slash);
        String by = Matcher.quoteReplacement(slash < 0 ? "" : argument.substring(slash + 1));
        String regex = glob(pattern).pattern();
        return switch (operator) {
            case "//" -> value.replaceAll(regex, by);
            case "/#" -> value.replaceFirst("^(?:" + regex + ")", by);
            case "/%" -> value.replaceFirst("(?:" + regex + ")$", by);
            default -> value.replaceFirst(regex, by);
        };
    }

    /** The shell's {@code *} and {@code ?}; everything else stands for itself. */
    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder("(?s)");
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private ConfigException error(int start, String message) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < start; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return ConfigException.of(new Position(source, line, column), "", message);
    }
}
