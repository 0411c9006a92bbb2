package io.tempo.core.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads YAML text into {@link YamlNode}s. Aliases and {@code <<} merges are resolved; what they
 * expand to is bounded, so that a small document cannot become a large one.
 */
final class YamlDocument {

    /** Most characters of a document. */
    static final int MAX_CHARACTERS = 16 * 1024 * 1024;

    private static final int MAX_NODES = 1_000_000;
    private static final int MAX_DEPTH = 64;

    private final String source;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private int nodes;

    private YamlDocument(String source) {
        this.source = source;
    }

    /**
     * Reads one document whose root is a mapping.
     *
     * @param source its name in messages
     * @return an empty mapping for an empty document
     * @throws ConfigException if it is not YAML, not a mapping, too large, or repeats a key
     */
    static YamlNode.Mapping parse(String source, String text) {
        YamlNode root = parseAny(source, text);
        return switch (root) {
            case YamlNode.Mapping m -> m;
            case YamlNode.Scalar s when s.isNull() -> new YamlNode.Mapping(s.position(), List.of());
            default ->
                    throw ConfigException.of(
                            root.position(),
                            "",
                            "expected keys and values, found " + YamlNode.describe(root));
        };
    }

    /**
     * Reads one document.
     *
     * @return an empty plain scalar for an empty document
     * @throws ConfigException if it is not YAML, too large, or repeats a key
     */
    static YamlNode parseAny(String source, String text) {
        Position start = new Position(source, 1, 1);
        if (text.length() > MAX_CHARACTERS) {
            throw ConfigException.of(
                    new Position(source, 0, 0),
                    "",
                    "the document has "
                            + text.length()
                            + " characters; at most "
                            + MAX_CHARACTERS
                            + " are read");
        }
        YamlDocument document = new YamlDocument(source);
        Optional<Node> root;
        try {
            root = new Compose(settings()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            Position at = e.getProblemMark().map(document::position).orElse(start);
            throw ConfigException.of(at, "", "not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw ConfigException.of(start, "", "not valid YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw ConfigException.of(start, "", "not valid YAML: nested too deeply");
        }
        if (root.isEmpty()) {
            return new YamlNode.Scalar(start, "", true);
        }
        YamlNode converted = document.convert(root.get(), 0);
        if (!document.problems.isEmpty()) {
            throw new ConfigException(document.problems);
        }
        return converted;
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setAllowDuplicateKeys(true) // reported here, all of them and with both lines
                .setCodePointLimit(MAX_CHARACTERS)
                .setMaxAliasesForCollections(1000)
                .build();
    }

    private YamlNode convert(Node node, int depth) {
        Position at = position(node);
        if (++nodes > MAX_NODES) {
            throw ConfigException.of(
                    at, "", "the document expands to more than " + MAX_NODES + " values");
        }
        if (depth > MAX_DEPTH) {
            throw ConfigException.of(at, "", "nested deeper than " + MAX_DEPTH + " levels");
        }
        return switch (node) {
            case ScalarNode s ->
                    new YamlNode.Scalar(at, s.getValue(), s.getScalarStyle() == ScalarStyle.PLAIN);
            case SequenceNode s -> {
                List<YamlNode> items = new ArrayList<>(s.getValue().size());
                for (Node item : s.getValue()) {
                    items.add(convert(item, depth + 1));
                }
                yield new YamlNode.Sequence(at, List.copyOf(items));
            }
            case MappingNode m -> mapping(m, at, depth);
            default -> throw ConfigException.of(at, "", "an alias that leads nowhere");
        };
    }

    private YamlNode.Mapping mapping(MappingNode node, Position at, int depth) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        Map<String, Position> seen = new HashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : node.getValue()) {
            Position keyAt = position(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
                problems.add(new ConfigProblem(keyAt, "", "a key must be plain text"));
                continue;
            }
            String key = keyNode.getValue();
            if (key.equals("<<") && keyNode.getScalarStyle() == ScalarStyle.PLAIN) {
                merged.add(tuple.getValueNode());
                continue;
            }
            Position first = seen.putIfAbsent(key, keyAt);
            if (first != null) {
                problems.add(
                        new ConfigProblem(
                                keyAt,
                                key,
                                "written twice in the same block, first in line " + first.line()));
                continue;
            }
            entries.put(
                    key, new YamlNode.Entry(keyAt, key, convert(tuple.getValueNode(), depth + 1)));
        }
        for (Node source : merged) {
            merge(source, entries, depth);
        }
        return new YamlNode.Mapping(at, List.copyOf(entries.values()));
    }

    /**
     * What is written beside {@code <<} wins over what it merges, and an earlier source over a
     * later.
     */
    private void merge(Node from, Map<String, YamlNode.Entry> into, int depth) {
        switch (convert(from, depth + 1)) {
            case YamlNode.Mapping m ->
                    m.entries().forEach(entry -> into.putIfAbsent(entry.key(), entry));
            case YamlNode.Sequence s -> {
                for (YamlNode item : s.items()) {
                    if (item instanceof YamlNode.Mapping m) {
                        m.entries().forEach(entry -> into.putIfAbsent(entry.key(), entry));
                    } else {
                        problems.add(notMergeable(item));
                    }
                }
            }
            case YamlNode.Scalar s -> problems.add(notMergeable(s));
        }
    }

    private static ConfigProblem notMergeable(YamlNode node) {
        return new ConfigProblem(
                node.position(),
                "<<",
                "expected a mapping to merge, found " + YamlNode.describe(node));
    }

    private Position position(Node node) {
        return node.getStartMark().map(this::position).orElse(new Position(source, 0, 0));
    }

    private Position position(Mark mark) {
        return new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
