package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes values as YAML. Secrets are masked. */
final class Rendering {

    private Rendering() {}

    /** The whole section. */
    static String yaml(Section section) {
        StringBuilder out = new StringBuilder();
        section(out, section, 0);
        return out.toString();
    }

    /** The section as the value of a key, one level in. */
    static void named(StringBuilder out, String key, Section section) {
        key(out, key, 1).append(":\n");
        section(out, section, 2);
    }

    /** Only what is not as in {@code defaults}; "{}" if nothing is. */
    static String difference(Section section, Section defaults) {
        StringBuilder out = new StringBuilder();
        difference(out, section, defaults, 0);
        return out.isEmpty() ? "{}\n" : out.toString();
    }

    /** A key's default in one line; "" for nothing. */
    static String defaultOf(SchemaNode.Leaf leaf) {
        return switch (leaf.defaultValue()) {
            case null -> "";
            case List<?> items -> {
                StringBuilder joined = new StringBuilder();
                for (Object item : items) {
                    joined.append(joined.isEmpty() ? "" : ",").append(item);
                }
                yield joined.toString();
            }
            case Map<?, ?> entries -> "";
            case String text -> text;
            default -> scalar(leaf.type(), leaf.defaultValue());
        };
    }

    private static void section(StringBuilder out, Section section, int indent) {
        for (SchemaNode child : section.schema().children().values()) {
            entry(out, child, section.get(child.name()), indent);
        }
    }

    private static void difference(
            StringBuilder out, Section section, Section defaults, int indent) {
        for (SchemaNode child : section.schema().children().values()) {
            Object value = section.get(child.name());
            Object usual = defaults.get(child.name());
            if (value instanceof Section inner && usual instanceof Section innerUsual) {
                StringBuilder nested = new StringBuilder();
                difference(nested, inner, innerUsual, indent + 1);
                if (!nested.isEmpty()) {
                    key(out, child.name(), indent).append(":\n").append(nested);
                }
            } else if (!same(value, usual)) {
                entry(out, child, value, indent);
            }
        }
    }

    /** Whether two values of the same key are equal. */
    static boolean same(Object a, Object b) {
        if (a instanceof Section x && b instanceof Section y) {
            return x.schema().children().keySet().stream().allMatch(k -> same(x.get(k), y.get(k)));
        }
        if (a instanceof List<?> x && b instanceof List<?> y && x.size() == y.size()) {
            for (int i = 0; i < x.size(); i++) {
                if (!same(x.get(i), y.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return java.util.Objects.equals(a, b);
    }

    private static void entry(StringBuilder out, SchemaNode node, Object value, int indent) {
        switch (node) {
            case SchemaNode.Leaf leaf -> {
                if (value != null) {
                    key(out, leaf.name(), indent).append(':');
                    leaf(out, leaf.type(), value, indent);
                }
            }
            case SchemaNode.Block block -> {
                if (value instanceof Section inner) {
                    key(out, block.name(), indent).append(":\n");
                    section(out, inner, indent + 1);
                } else if (value instanceof List<?> items) {
                    key(out, block.name(), indent).append(':');
                    out.append(items.isEmpty() ? " []\n" : "\n");
                    for (Object item : items) {
                        StringBuilder nested = new StringBuilder();
                        section(nested, (Section) item, indent + 2);
                        nested.setCharAt(indent * 4 + 4, '-');
                        out.append(nested);
                    }
                }
            }
        }
    }

    private static StringBuilder key(StringBuilder out, String key, int indent) {
        return out.append("    ".repeat(indent)).append(quoted(key));
    }

    private static void leaf(StringBuilder out, ValueType type, Object value, int indent) {
        switch (value) {
            case List<?> items when type == ValueType.CSV -> {
                StringBuilder joined = new StringBuilder();
                for (Object item : items) {
                    joined.append(joined.isEmpty() ? "" : ",").append(item);
                }
                out.append(' ').append(quoted(joined.toString())).append('\n');
            }
            case List<?> items -> {
                out.append(items.isEmpty() ? " []\n" : "\n");
                for (Object item : items) {
                    out.append("    ".repeat(indent + 1)).append('-');
                    leaf(out, type, item == null ? "" : item, indent + 1);
                }
            }
            case Map<?, ?> entries -> {
                out.append(entries.isEmpty() ? " {}\n" : "\n");
                entries.forEach(
                        (k, v) -> {
                            key(out, (String) k, indent + 1).append(':');
                            leaf(out, type, v == null ? "" : v, indent + 1);
                        });
            }
            default -> out.append(' ').append(scalar(type, value)).append('\n');
        }
    }

    private static String scalar(ValueType type, Object value) {
        return switch (value) {
            case Duration d when type == ValueType.PROMDURATION -> PrometheusDuration.format(d);
            case Duration d -> GoDuration.format(d);
            case Long n when type == ValueType.BYTESIZE -> ByteSize.format(n);
            case Double d -> decimal(d);
            case String s
                    when (type == ValueType.SECRET || type == ValueType.SECRETMAP)
                            && !s.isEmpty() ->
                    Secret.MASK;
            case String s -> quoted(s);
            default -> value.toString();
        };
    }

    private static String decimal(double d) {
        return d == Math.rint(d) && Math.abs(d) < 1e15
                ? Long.toString((long) d)
                : Double.toString(d);
    }

    /** Text, in quotes where YAML would otherwise take it for something else. */
    private static String quoted(String text) {
        boolean plain = !text.isEmpty() && !looksTyped(text);
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            boolean safe =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '_'
                            || c == '/'
                            || c == '.'
                            || (i > 0 && "-:+%$^,".indexOf(c) >= 0);
            plain = safe && !(c == ':' && i == text.length() - 1);
        }
        if (plain) {
            return text;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        out.append(String.format("\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static boolean looksTyped(String text) {
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' || first == '.' || first == '_') {
            return true;
        }
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "false", "yes", "no", "on", "off", "y", "n", "null" -> true;
            default -> false;
        };
    }
}
