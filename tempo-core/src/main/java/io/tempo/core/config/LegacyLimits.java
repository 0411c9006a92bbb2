package io.tempo.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits in the flat form of older releases, {@code ingestion_rate_limit_bytes: 1}, made into the
 * scoped form, {@code ingestion: {rate_limit_bytes: 1}}, line and column kept.
 */
final class LegacyLimits {

    /** Path of each flat name. */
    private static final Map<String, String> PATHS = paths();

    private LegacyLimits() {}

    /** Whether a key is one of the flat form and not also one of the scoped form. */
    static boolean isFlat(String key) {
        return PATHS.containsKey(key) && !Schema.LIMITS.children().containsKey(key);
    }

    static boolean isFlat(YamlNode.Mapping limits) {
        return limits.entries().stream().anyMatch(entry -> isFlat(entry.key()));
    }

    /**
     * @param flat keys that are not flat ones are kept as they are
     */
    static YamlNode.Mapping toScoped(YamlNode.Mapping flat) {
        Map<String, Object> tree = new LinkedHashMap<>();
        List<YamlNode.Entry> others = new ArrayList<>();
        for (YamlNode.Entry entry : flat.entries()) {
            String path = PATHS.get(entry.key());
            if (path == null) {
                others.add(entry);
            } else {
                put(tree, path.split("\\."), 0, entry);
            }
        }
        List<YamlNode.Entry> entries = new ArrayList<>(entries(tree));
        entries.addAll(others);
        return new YamlNode.Mapping(flat.position(), List.copyOf(entries));
    }

    @SuppressWarnings("unchecked")
    private static void put(
            Map<String, Object> tree, String[] path, int depth, YamlNode.Entry entry) {
        if (depth == path.length - 1) {
            tree.put(path[depth], new YamlNode.Entry(entry.position(), path[depth], entry.value()));
        } else {
            Object inner = tree.computeIfAbsent(path[depth], k -> new LinkedHashMap<>());
            put((Map<String, Object>) inner, path, depth + 1, entry);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<YamlNode.Entry> entries(Map<String, Object> tree) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        tree.forEach(
                (key, value) -> {
                    if (value instanceof YamlNode.Entry entry) {
                        entries.add(entry);
                    } else {
                        List<YamlNode.Entry> inner = entries((Map<String, Object>) value);
                        Position at = inner.getFirst().position();
                        entries.add(
                                new YamlNode.Entry(
                                        at, key, new YamlNode.Mapping(at, List.copyOf(inner))));
                    }
                });
        return entries;
    }

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (SchemaNode scope : Schema.LIMITS.children().values()) {
            switch (scope) {
                case SchemaNode.Leaf leaf -> paths.put(leaf.name(), leaf.name());
                case SchemaNode.Block block -> {
                    switch (block.name()) {
                        case "cost_attribution" -> paths.put(block.name(), block.name());
                        case "metrics_generator" ->
                                flatten(block, "metrics_generator", "metrics_generator_", paths);
                        case "ingestion" -> flatten(block, "ingestion", "ingestion_", paths);
                        default -> flatten(block, block.name(), "", paths);
                    }
                }
            }
        }
        for (String name : new String[] {"max_traces_per_user", "max_global_traces_per_user"}) {
            paths.put(name, paths.remove("ingestion_" + name));
        }
        return paths;
    }

    private static void flatten(
            SchemaNode.Block block, String path, String prefix, Map<String, String> paths) {
        for (SchemaNode child : block.children().values()) {
            String childPath = path + "." + child.name();
            if (child instanceof SchemaNode.Block inner && inner.shape() == SchemaNode.Shape.ONE) {
                flatten(inner, childPath, prefix + inner.name() + "_", paths);
            } else {
                paths.put(prefix + child.name(), childPath);
            }
        }
    }
}
