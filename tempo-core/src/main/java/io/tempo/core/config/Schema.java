package io.tempo.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code schema.conf}, where each key is declared; its head tells the format. Mistakes in it
 * are mistakes of the program and end it at once.
 */
final class Schema {

    private static final String RESOURCE = "schema.conf";

    /** The whole configuration. */
    static final SchemaNode.Block ROOT = new Schema().read();

    /** The limits of a tenant. */
    static final SchemaNode.Block LIMITS =
            (SchemaNode.Block)
                    ((SchemaNode.Block) ROOT.children().get("overrides"))
                            .children()
                            .get("defaults");

    private record Line(int number, int indent, String text) {}

    private final Map<String, Map<String, SchemaNode>> templates = new LinkedHashMap<>();
    private List<Line> lines;
    private int next;

    private Schema() {}

    /** The key at a path of keys joined by dots; a mistake of the program if there is none. */
    static SchemaNode.Leaf leafAt(String path) {
        SchemaNode node = ROOT;
        for (String key : path.split("\\.")) {
            node = node instanceof SchemaNode.Block block ? block.children().get(key) : null;
        }
        if (node instanceof SchemaNode.Leaf leaf) {
            return leaf;
        }
        throw new IllegalStateException("no key " + path);
    }

    private SchemaNode.Block read() {
        lines = lines();
        Map<String, SchemaNode> root = new LinkedHashMap<>();
        while (next < lines.size()) {
            Line line = lines.get(next);
            if (line.text.startsWith("@")) {
                next++;
                int colon = line.text.indexOf(':');
                Map<String, SchemaNode> template = new LinkedHashMap<>();
                inherit(line.text.substring(colon + 1).strip(), template);
                children(line.indent, template, new ArrayList<>());
                templates.put(line.text.substring(1, colon), template);
            } else {
                node(root);
            }
        }
        return new SchemaNode.Block(
                "", SchemaNode.Mark.HONOURED, SchemaNode.Shape.ONE, root, List.of());
    }

    /** The lines below one, as keys and as default items. */
    private void children(int indent, Map<String, SchemaNode> into, List<YamlNode.Mapping> items) {
        while (next < lines.size() && lines.get(next).indent > indent) {
            Line line = lines.get(next);
            if (line.text.startsWith("= ")) {
                items.add(item(line.text));
                next++;
            } else {
                node(into);
            }
        }
    }

    private void node(Map<String, SchemaNode> into) {
        Line line = lines.get(next++);
        try {
            SchemaNode.Mark mark = SchemaNode.Mark.HONOURED;
            String rest = line.text;
            if (rest.charAt(1) == ' ') {
                mark = SchemaNode.Mark.of(rest.charAt(0));
                rest = rest.substring(2);
            }
            SchemaNode node =
                    rest.indexOf(':') > 0 && rest.indexOf(':') < spaceOrEnd(rest)
                            ? block(line.indent, mark, rest, into)
                            : leaf(mark, rest);
            into.put(node.name(), node);
        } catch (RuntimeException e) {
            throw new IllegalStateException(RESOURCE + ":" + line.number + ": " + line.text, e);
        }
    }

    /** {@code = {key: value, key: value}}. */
    private static YamlNode.Mapping item(String text) {
        Position nowhere = new Position(RESOURCE, 0, 0);
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (String pair : text.substring(text.indexOf('{') + 1, text.length() - 1).split(",")) {
            int colon = pair.indexOf(':');
            String key = pair.substring(0, colon).strip();
            String value = pair.substring(colon + 1).strip();
            entries.add(
                    new YamlNode.Entry(nowhere, key, new YamlNode.Scalar(nowhere, value, true)));
        }
        return new YamlNode.Mapping(nowhere, List.copyOf(entries));
    }

    /** {@code [value,value]}. */
    private static YamlNode.Sequence sequence(String text) {
        Position nowhere = new Position(RESOURCE, 0, 0);
        List<YamlNode> items = new ArrayList<>();
        String inner = text.substring(1, text.length() - 1);
        if (!inner.isEmpty()) {
            for (String value : inner.split(",")) {
                items.add(new YamlNode.Scalar(nowhere, value, true));
            }
        }
        return new YamlNode.Sequence(nowhere, List.copyOf(items));
    }

    private static int spaceOrEnd(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text.length() : space;
    }

    private SchemaNode.Block block(
            int indent, SchemaNode.Mark mark, String text, Map<String, SchemaNode> siblings) {
        int colon = text.indexOf(':');
        String name = text.substring(0, colon);
        SchemaNode.Shape shape = SchemaNode.Shape.ONE;
        if (name.endsWith("[]")) {
            shape = SchemaNode.Shape.LIST;
            name = name.substring(0, name.length() - 2);
        } else if (name.endsWith("?")) {
            shape = SchemaNode.Shape.OPTIONAL;
            name = name.substring(0, name.length() - 1);
        }
        if (name.endsWith("!")) {
            shape = SchemaNode.Shape.SWITCH;
            name = name.substring(0, name.length() - 1);
        }
        Map<String, SchemaNode> children = new LinkedHashMap<>();
        inherit(text.substring(colon + 1).strip(), children);
        if (siblings.get(name) instanceof SchemaNode.Block replaced) {
            children.putAll(replaced.children()); // of a template: keep what is not replaced below
        }
        List<YamlNode.Mapping> items = new ArrayList<>();
        children(indent, children, items);
        return new SchemaNode.Block(name, mark, shape, children, List.copyOf(items));
    }

    private void inherit(String template, Map<String, SchemaNode> into) {
        if (template.isEmpty()) {
            return;
        }
        into.putAll(templates.get(template.substring(1)));
    }

    private static SchemaNode.Leaf leaf(SchemaNode.Mark mark, String text) {
        int attributesAt = text.indexOf(" ; ");
        String declared = attributesAt < 0 ? text : text.substring(0, attributesAt);
        String[] parts = declared.split(" +", 3);
        ValueType type = ValueType.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT));
        Constraint constraint = Constraint.NONE;
        boolean required = false;
        if (attributesAt >= 0) {
            for (String attribute : text.substring(attributesAt + 3).strip().split(" +")) {
                if (attribute.equals("required")) {
                    required = true;
                } else if (attribute.startsWith("range:")) {
                    constraint = Constraint.range(attribute.substring(6));
                } else if (attribute.startsWith("oneof:")) {
                    List<String> values = new ArrayList<>();
                    for (String value : attribute.substring(6).split(",")) {
                        values.add(value.equals("\"\"") ? "" : value);
                    }
                    constraint = Constraint.oneOf(List.copyOf(values));
                } else {
                    throw new IllegalArgumentException("attribute " + attribute);
                }
            }
        }
        Object defaultValue = defaultValue(type, parts[2].strip());
        return new SchemaNode.Leaf(parts[0], mark, type, defaultValue, constraint, required);
    }

    private static Object defaultValue(ValueType type, String text) {
        if (text.equals("~")) {
            return null;
        }
        if (text.equals("<hostname>")) {
            return HostName.get();
        }
        Position nowhere = new Position(RESOURCE, 0, 0);
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        YamlNode node;
        if (text.startsWith("[")) {
            node = sequence(text);
        } else if (text.equals("{}")) {
            node = new YamlNode.Mapping(nowhere, List.of());
        } else if (quoted) {
            node = new YamlNode.Scalar(nowhere, text.substring(1, text.length() - 1), false);
        } else {
            node = new YamlNode.Scalar(nowhere, text, true);
        }
        return Values.read(type, node);
    }

    private static List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : resource().split("\n")) {
            number++;
            String stripped = text.strip();
            if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                lines.add(new Line(number, text.indexOf(stripped), stripped));
            }
        }
        return lines;
    }

    private static String resource() {
        try (InputStream in = Schema.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
