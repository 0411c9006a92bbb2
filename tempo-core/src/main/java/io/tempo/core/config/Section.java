package io.tempo.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
}
