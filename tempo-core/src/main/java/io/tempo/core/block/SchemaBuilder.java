package io.tempo.core.block;

import io.tempo.core.parquet.Annotation;
import io.tempo.core.parquet.Codec;
import io.tempo.core.parquet.ColumnOptions;
import io.tempo.core.parquet.Encoding;
import io.tempo.core.parquet.GroupKind;
import io.tempo.core.parquet.ParquetSchema;
import io.tempo.core.parquet.PhysicalType;
import io.tempo.core.parquet.Repetition;
import io.tempo.core.parquet.SchemaNode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Builds a schema and the options of its leaves, node by node in file order.
 *
 * <p>Every leaf is compressed, levels included, also those whose values do not shrink: a span has
 * some 60 leaves, whose levels would take a third of the file. Any codec may be read (format,
 * 4.10).
 */
final class SchemaBuilder {

    private final List<ColumnOptions> options = new ArrayList<>();
    private final Deque<List<SchemaNode>> open = new ArrayDeque<>();

    SchemaBuilder() {
        open.push(new ArrayList<>());
    }

    ParquetSchema schema(String name) {
        return new ParquetSchema(
                new SchemaNode.Group(name, Repetition.REQUIRED, GroupKind.NONE, open.getLast()));
    }

    List<ColumnOptions> options() {
        return List.copyOf(options);
    }

    void group(String name, Runnable children) {
        group(name, Repetition.REQUIRED, GroupKind.NONE, children);
    }

    /** A bare repeated group. */
    void repeated(String name, Runnable children) {
        group(name, Repetition.REPEATED, GroupKind.NONE, children);
    }

    /** A three-level list of groups. */
    void list(String name, Runnable children) {
        group(
                name,
                Repetition.REQUIRED,
                GroupKind.LIST,
                () -> repeated("list", () -> group("element", children)));
    }

    /** A three-level list of values. */
    void list(String name, PhysicalType type, Annotation annotation, Encoding encoding) {
        group(
                name,
                Repetition.REQUIRED,
                GroupKind.LIST,
                () ->
                        repeated(
                                "list",
                                () ->
                                        leaf(
                                                "element",
                                                Repetition.REQUIRED,
                                                type,
                                                annotation,
                                                encoding)));
    }

    void group(String name, Repetition repetition, GroupKind kind, Runnable children) {
        open.push(new ArrayList<>());
        children.run();
        List<SchemaNode> nodes = open.pop();
        open.element().add(new SchemaNode.Group(name, repetition, kind, nodes));
    }

    void leaf(
            String name,
            Repetition repetition,
            PhysicalType type,
            Annotation annotation,
            Encoding encoding) {
        leaf(name, repetition, type, annotation, encoding, true);
    }

    void leaf(
            String name,
            Repetition repetition,
            PhysicalType type,
            Annotation annotation,
            Encoding encoding,
            boolean bounds) {
        open.element().add(new SchemaNode.Primitive(name, repetition, type, annotation));
        options.add(new ColumnOptions(encoding, Codec.ZSTD, bounds, true));
    }

    /** Required raw bytes, in an order that makes bounds of pages useful or not. */
    void bytes(String name, boolean bounds) {
        leaf(
                name,
                Repetition.REQUIRED,
                PhysicalType.BYTE_ARRAY,
                Annotation.NONE,
                Encoding.DELTA_LENGTH_BYTE_ARRAY,
                bounds);
    }

    /** Required text without a dictionary. */
    void text(String name) {
        text(name, Repetition.REQUIRED, Encoding.DELTA_LENGTH_BYTE_ARRAY);
    }

    void text(String name, Repetition repetition, Encoding encoding) {
        leaf(name, repetition, PhysicalType.BYTE_ARRAY, Annotation.STRING, encoding);
    }

    /** Required numbers as bit-packed differences. */
    void delta(String name, Annotation annotation) {
        leaf(
                name,
                Repetition.REQUIRED,
                annotation.bits() == 64 ? PhysicalType.INT64 : PhysicalType.INT32,
                annotation,
                Encoding.DELTA_BINARY_PACKED);
    }
}
