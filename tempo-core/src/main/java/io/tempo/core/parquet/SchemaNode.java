package io.tempo.core.parquet;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A node of a schema tree. Groups of lists and maps are spelled out, level by level. */
public sealed interface SchemaNode {

    String name();

    Repetition repetition();

    /** A node with children, in file order. */
    record Group(String name, Repetition repetition, GroupKind kind, List<SchemaNode> children)
            implements SchemaNode {
        public Group {
            requireNonNull(name, "name");
            requireNonNull(repetition, "repetition");
            requireNonNull(kind, "kind");
            children = List.copyOf(children);
        }
    }

    /** A node with values. */
    record Primitive(String name, Repetition repetition, PhysicalType type, Annotation annotation)
            implements SchemaNode {
        public Primitive {
            requireNonNull(name, "name");
            requireNonNull(repetition, "repetition");
            requireNonNull(type, "type");
            requireNonNull(annotation, "annotation");
        }
    }
}
