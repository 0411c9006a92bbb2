package io.tempo.core.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a written value as a {@link ValueType}, by the rules of YAML 1.1 and of Go. */
final class Values {

    /** A value that is not of its key's type. */
    static final class MismatchException extends RuntimeException {

        private final transient Position position;

        MismatchException(YamlNode node, String message) {
            super(message, null, false, false);
            this.position = node.position();
        }

        Position position() {
            return position;
        }
    }

    private Values() {}

    /**
     * @param node not null as YAML has it
     * @return the Java form of the type, immutable
     * @throws MismatchException saying what was expected and what was found
     */
    static Object read(ValueType type, YamlNode node) {
        return switch (type) {
            case BOOL -> bool(type, node);
            case INT -> integer(type, node);
            case UINT -> unsigned(type, node);
            case FLOAT -> decimal(type, node);
            case STRING, SECRET -> string(type, node);
            case DURATION -> duration(type, node);
            case PROMDURATION -> parsed(type, node, PrometheusDuration::parse);
            case BYTESIZE -> parsed(type, node, ByteSize::parse);
            case TIME -> time(type, node);
            case CSV -> csv(string(type, node));
            case HOSTS ->
                    node instanceof YamlNode.Scalar
                            ? csv(string(type, node))
                            : list(type, node, item -> string(ValueType.STRING, item));
            case STRINGS -> list(type, node, item -> string(ValueType.STRING, item));
            case REGEXES -> list(type, node, Values::regex);
            case INTS -> list(type, node, item -> integer(ValueType.INT, item));
            case FLOATS -> list(type, node, item -> decimal(ValueType.FLOAT, item));
            case STRMAP, SECRETMAP -> map(type, node, item -> string(ValueType.STRING, item));
            case BOOLMAP -> map(type, node, item -> bool(ValueType.BOOL, item));
            case INTSMAP -> map(type, node, item -> read(ValueType.INTS, item));
            case ANY -> any(node);
            case NAMED -> node instanceof YamlNode.Scalar s && s.isNull() ? Map.of() : any(node);
        };
    }

    private interface Reader {
        Object read(YamlNode node);
    }

    private interface Parser {
        Object parse(String text);
    }

    private static Boolean bool(ValueType type, YamlNode node) {
        if (node instanceof YamlNode.Scalar s && s.plain()) {
            switch (s.text()) {
                case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON" -> {
                    return true;
                }
                case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF" -> {
                    return false;
                }
                default -> throw mismatch(type, node);
            }
        }
        throw mismatch(type, node);
    }

    private static Long unsigned(ValueType type, YamlNode node) {
        long value = integer(type, node);
        if (value < 0) {
            throw mismatch(type, node);
        }
        return value;
    }

    /**
     * Go's integer literals, and decimals cut at the point: generated files write {@code 5e+07}.
     */
    private static Long integer(ValueType type, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar s) || !s.plain()) {
            throw mismatch(type, node);
        }
        String text = s.text().replace("_", "");
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        if (digits.isEmpty()
                || digits.length() > 40
                || !isDigit(digits.charAt(0)) && digits.charAt(0) != '.') {
            throw mismatch(type, node);
        }
        try {
            int radix = radix(digits);
            if (radix != 10) {
                String number = digits.substring(Character.isLetter(digits.charAt(1)) ? 2 : 1);
                if (number.isEmpty() || Character.digit(number.charAt(0), radix) < 0) {
                    throw mismatch(type, node);
                }
                return Long.parseLong((negative ? "-" : "") + number, radix);
            }
            if (digits.length() < 18 && digits.chars().allMatch(c -> isDigit((char) c))) {
                return Long.parseLong(text);
            }
            BigDecimal value = new BigDecimal(text);
            if (Math.abs((long) value.precision() - value.scale()) > 19) {
                throw mismatch(type, node);
            }
            return value.toBigInteger().longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw mismatch(type, node);
        }
    }

    private static int radix(String digits) {
        if (digits.length() < 2 || digits.charAt(0) != '0') {
            return 10;
        }
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            case '0', '1', '2', '3', '4', '5', '6', '7' ->
                    digits.chars().allMatch(c -> c >= '0' && c <= '7') ? 8 : 10;
            default -> 10;
        };
    }

    private static Double decimal(ValueType type, YamlNode node) {
        if (!(node instanceof YamlNode.Scalar s) || !s.plain()) {
            throw mismatch(type, node);
        }
        String text = s.text().replace("_", "");
        for (int i = 0; i < text.length(); i++) {
            // Keeps out what Java alone takes for a number: NaN, 1f, 0x1p3.
            if (!isDigit(text.charAt(i)) && "+-.eE".indexOf(text.charAt(i)) < 0) {
                throw mismatch(type, node);
            }
        }
        try {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw mismatch(type, node);
            }
            return value;
        } catch (NumberFormatException e) {
            throw mismatch(type, node);
        }
    }

    private static String string(ValueType type, YamlNode node) {
        if (node instanceof YamlNode.Scalar s) {
            return s.isNull() ? "" : s.text();
        }
        throw mismatch(type, node);
    }

    private static Duration duration(ValueType type, YamlNode node) {
        if (node instanceof YamlNode.Scalar s && s.plain() && isInteger(s.text())) {
            return Duration.ofNanos(integer(type, node));
        }
        return (Duration) parsed(type, node, GoDuration::parse);
    }

    private static Instant time(ValueType type, YamlNode node) {
        String text = string(type, node);
        try {
            return text.length() == 10
                    ? Instant.parse(text + "T00:00:00Z")
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException e) {
            throw mismatch(type, node);
        }
    }

    private static Object parsed(ValueType type, YamlNode node, Parser parser) {
        String text = string(type, node);
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MismatchException(
                    node, "expected " + type.expected() + "; " + e.getMessage());
        }
    }

    private static List<String> csv(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return List.copyOf(parts);
    }

    private static String regex(YamlNode node) {
        String text = string(ValueType.STRING, node);
        try {
            Pattern.compile(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new MismatchException(
                    node, "expected a regular expression (RE2 syntax): " + e.getMessage());
        }
    }

    private static List<Object> list(ValueType type, YamlNode node, Reader item) {
        if (!(node instanceof YamlNode.Sequence s)) {
            throw mismatch(type, node);
        }
        List<Object> items = new ArrayList<>(s.items().size());
        for (YamlNode each : s.items()) {
            items.add(item.read(each));
        }
        return List.copyOf(items);
    }

    private static Map<String, Object> map(ValueType type, YamlNode node, Reader value) {
        if (!(node instanceof YamlNode.Mapping m)) {
            throw mismatch(type, node);
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        for (YamlNode.Entry entry : m.entries()) {
            entries.put(entry.key(), value.read(entry.value()));
        }
        return java.util.Collections.unmodifiableMap(entries);
    }

    private static Object any(YamlNode node) {
        return switch (node) {
            case YamlNode.Scalar s -> s.isNull() ? null : s.text();
            case YamlNode.Sequence s -> {
                List<Object> items = new ArrayList<>();
                s.items().forEach(item -> items.add(any(item)));
                yield java.util.Collections.unmodifiableList(items);
            }
            case YamlNode.Mapping m -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                m.entries().forEach(entry -> entries.put(entry.key(), any(entry.value())));
                yield java.util.Collections.unmodifiableMap(entries);
            }
        };
    }

    private static boolean isInteger(String text) {
        int i = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (i == text.length()) {
            return false;
        }
        for (; i < text.length(); i++) {
            if (!isDigit(text.charAt(i)) && text.charAt(i) != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static MismatchException mismatch(ValueType type, YamlNode node) {
        String hint =
                node instanceof YamlNode.Scalar s && !s.plain() && type != ValueType.STRING
                        ? " (write it without quotes)"
                        : "";
        return new MismatchException(
                node, "expected " + type.expected() + ", found " + YamlNode.describe(node) + hint);
    }
}
