package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The values of a block, in the schema's order: a {@link ValueType}'s Java form for a value, a
 * {@code Section} for a block (null for an optional one that is not there), a list of them for a
 * list. Filled by one thread, then only read.
 */
final class Section {

    private final SchemaNode.Block schema;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> written = new HashSet<>();

    private Section(SchemaNode.Block schema) {
        this.schema = schema;
    }

    /** Every key with its default. */
    static Section defaults(SchemaNode.Block schema) {
        return filled(schema, true);
    }

    /** Every key with nothing: 0, false, "", no items. */
    static Section zero(SchemaNode.Block schema) {
        return filled(schema, false);
    }

    private static Section filled(SchemaNode.Block schema, boolean defaults) {
        Section section = new Section(schema);
        for (SchemaNode child : schema.children().values()) {
            section.values.put(
                    child.name(),
                    switch (child) {
                        case SchemaNode.Leaf leaf -> defaults ? leaf.defaultValue() : leaf.zero();
                        case SchemaNode.Block block ->
                                switch (block.shape()) {
                                    case ONE -> filled(block, defaults);
                                    case OPTIONAL, SWITCH -> null;
                                    case LIST -> defaults ? items(block) : List.of();
                                };
                    });
        }
        return section;
    }

    private static List<Section> items(SchemaNode.Block block) {
        List<Section> items = new ArrayList<>();
        for (YamlNode.Mapping item : block.defaultItems()) {
            Section section = defaults(block);
            Decoder decoder = new Decoder();
            decoder.decode(item, section, block.name());
            if (!decoder.problems().isEmpty()) {
                throw new IllegalStateException(decoder.problems().toString());
            }
            items.add(section);
        }
        return List.copyOf(items);
    }

    SchemaNode.Block schema() {
        return schema;
    }

    Object get(String key) {
        if (!values.containsKey(key)) {
            throw new IllegalStateException("no key " + key + " in block " + schema.name());
        }
        return values.get(key);
    }

    Section section(String key) {
        return (Section) get(key);
    }

    @SuppressWarnings("unchecked")
    List<Section> sections(String key) {
        return (List<Section>) get(key);
    }

    /** Whether a document or a flag said what the key holds. */
    boolean isWritten(String key) {
        return written.contains(key);
    }

    void set(String key, Object value) {
        get(key);
        values.put(key, value);
    }

    void write(String key, Object value) {
        set(key, value);
        written.add(key);
    }

    /** The value at a path of keys joined by dots, or null where an optional block is not there. */
    Object at(String path) {
        Object value = this;
        for (String key : path.split("\\.")) {
            if (value == null) {
                return null;
            }
            value = ((Section) value).get(key);
        }
        return value;
    }

    boolean isWrittenAt(String path) {
        int dot = path.lastIndexOf('.');
        Section owner = dot < 0 ? this : (Section) at(path.substring(0, dot));
        return owner != null && owner.isWritten(path.substring(dot + 1));
    }

    void setAt(String path, Object value) {
        int dot = path.lastIndexOf('.');
        Section owner = dot < 0 ? this : (Section) at(path.substring(0, dot));
        owner.set(path.substring(dot + 1), value);
    }

    boolean bool(String key) {
        return (Boolean) present(key);
    }

    long number(String key) {
        return (Long) present(key);
    }

    /** A count of more than two thousand million means "as many as there can be". */
    int integer(String key) {
        return Math.clamp((Long) present(key), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    double decimal(String key) {
        return (Double) present(key);
    }

    String text(String key) {
        return (String) present(key);
    }

    Secret secret(String key) {
        return new Secret((String) present(key));
    }

    Duration duration(String key) {
        return (Duration) present(key);
    }

    Path path(String key) {
        return Path.of((String) present(key));
    }

    /** The constant whose name the text is, in lower case and with hyphens. */
    <E extends Enum<E>> E constant(Class<E> type, String key) {
        String name = text(key).toUpperCase(Locale.ROOT).replace('-', '_');
        return Enum.valueOf(type, name);
    }

    @SuppressWarnings("unchecked")
    List<String> texts(String key) {
        return (List<String>) present(key);
    }

    @SuppressWarnings("unchecked")
    List<Double> decimals(String key) {
        return (List<Double>) present(key);
    }

    @SuppressWarnings("unchecked")
    Map<String, String> textMap(String key) {
        return (Map<String, String>) present(key);
    }

    Map<String, Secret> secretMap(String key) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        textMap(key).forEach((name, value) -> secrets.put(name, new Secret(value)));
        return Collections.unmodifiableMap(secrets);
    }

    @SuppressWarnings("unchecked")
    Map<String, Boolean> boolMap(String key) {
        return (Map<String, Boolean>) present(key);
    }

    @SuppressWarnings("unchecked")
    Map<String, List<Long>> integersMap(String key) {
        return (Map<String, List<Long>>) present(key);
    }

    Optional<Boolean> optionalBool(String key) {
        return Optional.ofNullable((Boolean) get(key));
    }

    Optional<String> optionalText(String key) {
        return Optional.ofNullable((String) get(key));
    }

    Optional<Section> optional(String key) {
        return Optional.ofNullable(section(key));
    }

    <R> List<R> list(String key, Function<Section, R> item) {
        List<R> items = new ArrayList<>();
        for (Section section : sections(key)) {
            items.add(item.apply(section));
        }
        return List.copyOf(items);
    }

    private Object present(String key) {
        Object value = get(key);
        if (value == null) {
            throw new IllegalStateException("key " + key + " of " + schema.name() + " is unset");
        }
        return value;
    }
}
