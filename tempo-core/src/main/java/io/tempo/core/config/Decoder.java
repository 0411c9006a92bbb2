package io.tempo.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lays what was written over a {@link Section}, strictly, and collects all that is wrong with it.
 */
final class Decoder {

    private static final Map<String, String> REMOVED =
            Map.ofEntries(
                    Map.entry("ingester", "Tempo 3 has no ingester: see live_store"),
                    Map.entry("ingester_client", "Tempo 3 has no ingester: see live_store_client"),
                    Map.entry(
                            "compactor",
                            "Tempo 3 has no compactor: see backend_scheduler and backend_worker"),
                    Map.entry("ingest.enabled", "whether Kafka is used follows from the target"),
                    Map.entry(
                            "query_frontend.search.query_ingesters_until",
                            "use query_backend_after"),
                    Map.entry("querier.query_live_store", "live-stores are always asked"),
                    Map.entry(
                            "metrics_generator.processor.local_blocks",
                            "Tempo 3 answers metrics queries without it"),
                    Map.entry(
                            "metrics_generator.traces_storage",
                            "Tempo 3 answers metrics queries without it"),
                    Map.entry("block_builder.block.version", "use storage.trace.block.version"),
                    Map.entry("live_store.block_config", "use storage.trace.block"),
                    Map.entry("distributor.receivers.opencensus", "Tempo 3 has no such receiver"),
                    Map.entry("storage.trace.s3.force_path_style", "write forcepathstyle"));

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();

    /** What is wrong, in the order of the document. */
    List<ConfigProblem> problems() {
        return problems;
    }

    /** Where each written key is, by its path. */
    Map<String, Position> positions() {
        return positions;
    }

    /**
     * @param path of the section, "" for the root
     */
    void decode(YamlNode.Mapping written, Section into, String path) {
        for (YamlNode.Entry entry : written.entries()) {
            String keyPath = path.isEmpty() ? entry.key() : path + "." + entry.key();
            SchemaNode child = into.schema().children().get(entry.key());
            switch (child) {
                case null -> unknown(entry, into.schema(), keyPath);
                case SchemaNode.Leaf leaf -> leaf(entry, leaf, into, keyPath);
                case SchemaNode.Block block -> block(entry, block, into, keyPath);
            }
        }
    }

    /** Reads one value as the leaf's, or notes what is wrong with it. */
    void leaf(YamlNode.Entry entry, SchemaNode.Leaf leaf, Section into, String path) {
        positions.put(path, entry.position());
        boolean isNull = entry.value() instanceof YamlNode.Scalar s && s.isNull();
        if (isNull && leaf.type() != ValueType.NAMED) {
            return; // keeps the default
        }
        Object value;
        try {
            value = Values.read(leaf.type(), entry.value());
        } catch (Values.MismatchException e) {
            problems.add(new ConfigProblem(e.position(), path, e.getMessage()));
            return;
        }
        String violation = leaf.constraint().violation(value);
        if (violation != null) {
            problems.add(new ConfigProblem(entry.value().position(), path, violation));
            return;
        }
        into.write(leaf.name(), value);
    }

    private void block(YamlNode.Entry entry, SchemaNode.Block block, Section into, String path) {
        positions.put(path, entry.position());
        boolean isNull = entry.value() instanceof YamlNode.Scalar s && s.isNull();
        switch (block.shape()) {
            case ONE -> {
                if (!isNull) {
                    inner(entry.value(), into.section(block.name()), path);
                }
            }
            case OPTIONAL, SWITCH -> {
                if (isNull && block.shape() == SchemaNode.Shape.OPTIONAL) {
                    return;
                }
                Section section = into.section(block.name());
                if (section == null) {
                    section = Section.defaults(block);
                }
                if (isNull || inner(entry.value(), section, path)) {
                    into.write(block.name(), section);
                }
            }
            case LIST -> {
                if (!isNull) {
                    list(entry, block, into, path);
                }
            }
        }
    }

    private void list(YamlNode.Entry entry, SchemaNode.Block block, Section into, String path) {
        if (!(entry.value() instanceof YamlNode.Sequence sequence)) {
            problems.add(
                    new ConfigProblem(
                            entry.value().position(),
                            path,
                            "expected a list of blocks, found "
                                    + YamlNode.describe(entry.value())));
            return;
        }
        List<Section> items = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            YamlNode item = sequence.items().get(i);
            Section section = Section.defaults(block);
            positions.put(path + "[" + i + "]", item.position());
            if (inner(item, section, path + "[" + i + "]")) {
                items.add(section);
            }
        }
        into.write(block.name(), List.copyOf(items));
    }

    private boolean inner(YamlNode value, Section section, String path) {
        if (!(value instanceof YamlNode.Mapping mapping)) {
            problems.add(
                    new ConfigProblem(
                            value.position(),
                            path,
                            "expected a block of keys, found " + YamlNode.describe(value)));
            return false;
        }
        decode(mapping, section, path);
        for (SchemaNode child : section.schema().children().values()) {
            if (child instanceof SchemaNode.Leaf leaf
                    && leaf.required()
                    && mapping.get(leaf.name()) == null) {
                problems.add(
                        new ConfigProblem(value.position(), path, leaf.name() + " is missing"));
            }
        }
        return true;
    }

    private void unknown(YamlNode.Entry entry, SchemaNode.Block schema, String path) {
        StringBuilder message = new StringBuilder("unknown key");
        String advice = REMOVED.get(path);
        if (advice != null) {
            message.append("; ").append(advice);
        } else {
            String near = nearest(entry.key(), schema);
            if (near != null) {
                message.append("; did you mean ").append(near).append('?');
            } else if (schema.children().size() <= 12) {
                message.append("; known here: ")
                        .append(
                                schema.children().keySet().stream()
                                        .collect(Collectors.joining(", ")));
            }
        }
        problems.add(new ConfigProblem(entry.position(), path, message.toString()));
    }

    private static String nearest(String key, SchemaNode.Block schema) {
        String best = null;
        int bestDistance = Math.min(3, key.length() / 3 + 1);
        for (String known : schema.children().keySet()) {
            if (Math.abs(known.length() - key.length()) < bestDistance) {
                int distance = distance(key, known);
                if (distance < bestDistance) {
                    best = known;
                    bestDistance = distance;
                }
            }
        }
        return best;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
