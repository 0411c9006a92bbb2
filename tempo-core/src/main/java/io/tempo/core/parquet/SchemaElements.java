package io.tempo.core.parquet;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;

import java.util.ArrayList;
import java.util.List;

/** A schema as a footer has it: its nodes depth first, each with its number of children. */
final class SchemaElements {

    private SchemaElements() {}

    static List<SchemaElement> of(ParquetSchema schema) {
        List<SchemaElement> elements = new ArrayList<>();
        SchemaNode.Group root = schema.root();
        elements.add(new SchemaElement(root.name()).setNum_children(root.children().size()));
        root.children().forEach(child -> add(child, elements));
        return elements;
    }

    private static void add(SchemaNode node, List<SchemaElement> elements) {
        SchemaElement element =
                new SchemaElement(node.name())
                        .setRepetition_type(
                                switch (node.repetition()) {
                                    case REQUIRED -> FieldRepetitionType.REQUIRED;
                                    case OPTIONAL -> FieldRepetitionType.OPTIONAL;
                                    case REPEATED -> FieldRepetitionType.REPEATED;
                                });
        elements.add(element);
        switch (node) {
            case SchemaNode.Group group -> {
                element.setNum_children(group.children().size());
                switch (group.kind()) {
                    case NONE -> {}
                    case LIST ->
                            element.setConverted_type(ConvertedType.LIST)
                                    .setLogicalType(LogicalType.LIST(new ListType()));
                    case MAP ->
                            element.setConverted_type(ConvertedType.MAP)
                                    .setLogicalType(LogicalType.MAP(new MapType()));
                }
                group.children().forEach(child -> add(child, elements));
            }
            case SchemaNode.Primitive primitive -> {
                element.setType(type(primitive.type()));
                annotate(element, primitive.annotation());
            }
        }
    }

    static Type type(PhysicalType type) {
        return switch (type) {
            case BOOLEAN -> Type.BOOLEAN;
            case INT32 -> Type.INT32;
            case INT64 -> Type.INT64;
            case DOUBLE -> Type.DOUBLE;
            case BYTE_ARRAY -> Type.BYTE_ARRAY;
        };
    }

    private static void annotate(SchemaElement element, Annotation annotation) {
        switch (annotation) {
            case NONE -> {}
            case STRING ->
                    element.setConverted_type(ConvertedType.UTF8)
                            .setLogicalType(LogicalType.STRING(new StringType()));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> {
                String name = (annotation.isUnsigned() ? "UINT_" : "INT_") + annotation.bits();
                element.setConverted_type(ConvertedType.valueOf(name))
                        .setLogicalType(
                                LogicalType.INTEGER(
                                        new IntType(
                                                (byte) annotation.bits(),
                                                !annotation.isUnsigned())));
            }
        }
    }

    /**
     * Builds the tree again.
     *
     * @throws MalformedException if the numbers of children do not add up, or a type is not
     *     supported
     */
    static ParquetSchema parse(List<SchemaElement> elements) throws MalformedException {
        if (elements.isEmpty()) {
            throw new MalformedException("the schema has no root");
        }
        int[] next = {1};
        SchemaElement root = elements.getFirst();
        List<SchemaNode> children = children(elements, next, root, 1);
        if (next[0] != elements.size()) {
            throw new MalformedException(
                    "the schema has " + elements.size() + " nodes, its tree " + next[0]);
        }
        try {
            return new ParquetSchema(
                    new SchemaNode.Group(
                            root.getName(), Repetition.REQUIRED, GroupKind.NONE, children));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(e.getMessage(), e);
        }
    }

    private static List<SchemaNode> children(
            List<SchemaElement> elements, int[] next, SchemaElement parent, int depth)
            throws MalformedException {
        if (depth > ParquetSchema.MAX_DEPTH) {
            throw new MalformedException("the schema is deeper than " + ParquetSchema.MAX_DEPTH);
        }
        int count = parent.isSetNum_children() ? parent.getNum_children() : 0;
        if (count < 0 || count > elements.size() - next[0]) {
            throw new MalformedException(
                    "schema node " + parent.getName() + " has " + count + " children");
        }
        List<SchemaNode> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (next[0] >= elements.size()) {
                throw new MalformedException("the schema ends within " + parent.getName());
            }
            SchemaElement element = elements.get(next[0]++);
            Repetition repetition = repetition(element);
            if (element.isSetType()) {
                nodes.add(
                        new SchemaNode.Primitive(
                                element.getName(), repetition, type(element), annotation(element)));
            } else {
                nodes.add(
                        new SchemaNode.Group(
                                element.getName(),
                                repetition,
                                kind(element),
                                children(elements, next, element, depth + 1)));
            }
        }
        return nodes;
    }

    private static Repetition repetition(SchemaElement element) throws MalformedException {
        return switch (element.getRepetition_type()) {
            case REQUIRED -> Repetition.REQUIRED;
            case OPTIONAL -> Repetition.OPTIONAL;
            case REPEATED -> Repetition.REPEATED;
            case null ->
                    throw new MalformedException(
                            "schema node " + element.getName() + " has no repetition");
        };
    }

    private static PhysicalType type(SchemaElement element) throws MalformedException {
        return switch (element.getType()) {
            case BOOLEAN -> PhysicalType.BOOLEAN;
            case INT32 -> PhysicalType.INT32;
            case INT64 -> PhysicalType.INT64;
            case DOUBLE -> PhysicalType.DOUBLE;
            case BYTE_ARRAY -> PhysicalType.BYTE_ARRAY;
            case INT96, FLOAT, FIXED_LEN_BYTE_ARRAY ->
                    throw new MalformedException(
                            "column "
                                    + element.getName()
                                    + " has the type "
                                    + element.getType()
                                    + ", which is not supported");
            case null ->
                    throw new MalformedException("column " + element.getName() + " has no type");
        };
    }

    private static Annotation annotation(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            if (logical.isSetSTRING()) {
                return Annotation.STRING;
            }
            if (logical.isSetINTEGER()) {
                IntType integer = logical.getINTEGER();
                return Annotation.integer(integer.getBitWidth(), integer.isIsSigned());
            }
            return Annotation.NONE;
        }
        return switch (element.getConverted_type()) {
            case UTF8 -> Annotation.STRING;
            case INT_8 -> Annotation.INT8;
            case INT_16 -> Annotation.INT16;
            case INT_32 -> Annotation.INT32;
            case INT_64 -> Annotation.INT64;
            case UINT_8 -> Annotation.UINT8;
            case UINT_16 -> Annotation.UINT16;
            case UINT_32 -> Annotation.UINT32;
            case UINT_64 -> Annotation.UINT64;
            case null, default -> Annotation.NONE;
        };
    }

    private static GroupKind kind(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        if (logical != null && logical.isSetLIST() || converted == ConvertedType.LIST) {
            return GroupKind.LIST;
        }
        if (logical != null && logical.isSetMAP() || converted == ConvertedType.MAP) {
            return GroupKind.MAP;
        }
        return GroupKind.NONE;
    }
}
