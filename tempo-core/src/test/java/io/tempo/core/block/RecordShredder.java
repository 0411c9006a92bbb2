package io.tempo.core.block;

import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetSchema;
import io.tempo.core.parquet.PhysicalType;
import io.tempo.core.parquet.Repetition;
import io.tempo.core.parquet.SchemaNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns records into leaves, by the rules of the Dremel paper, the plain way. A record is a map: a
 * group is a map, a repeated node a list, what is missing is null, or 0 or "" where it is required.
 * The list and element groups of three-level lists are left out of records: such a list is just a
 * list.
 */
final class RecordShredder {

    private final List<Column> columns = new ArrayList<>();
    private int next;

    private static final class Column {
        final ByteArrayOutputStream repetition = new ByteArrayOutputStream();
        final ByteArrayOutputStream definition = new ByteArrayOutputStream();
        final List<Object> values = new ArrayList<>();
    }

    /** The leaves of some rows. */
    static List<LeafData> shred(ParquetSchema schema, List<Map<String, Object>> rows) {
        RecordShredder shredder = new RecordShredder();
        for (int i = 0; i < schema.leaves().size(); i++) {
            shredder.columns.add(new Column());
        }
        for (Map<String, Object> row : rows) {
            shredder.next = 0;
            shredder.children(schema.root().children(), row, 0, 0, 0);
        }
        List<LeafData> leaves = new ArrayList<>();
        for (Leaf leaf : schema.leaves()) {
            leaves.add(data(leaf, shredder.columns.get(leaf.ordinal())));
        }
        return leaves;
    }

    /** A map of alternating keys and values. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /**
     * Writes the entries of all leaves below the nodes.
     *
     * @param record null if the groups around are not there
     * @param repetition level of the first entry
     * @param depth repeated nodes around
     */
    private void children(
            List<SchemaNode> nodes,
            Map<String, Object> record,
            int repetition,
            int definition,
            int depth) {
        for (SchemaNode node : nodes) {
            Object value = record == null ? null : record.get(node.name());
            node(node, value, record != null, repetition, definition, depth);
        }
    }

    private void node(
            SchemaNode node,
            Object value,
            boolean present,
            int repetition,
            int definition,
            int depth) {
        SchemaNode list = listOf(node);
        if (list != null) {
            // The middle group repeats, its only child is the element.
            SchemaNode element = ((SchemaNode.Group) list).children().getFirst();
            repeated(element, value, repetition, definition, depth);
        } else if (node.repetition() == Repetition.REPEATED) {
            repeated(node, value, repetition, definition, depth);
        } else if (node.repetition() == Repetition.OPTIONAL) {
            one(
                    node,
                    value,
                    value != null,
                    repetition,
                    definition + (value != null ? 1 : 0),
                    depth);
        } else {
            Object required = value == null && node instanceof SchemaNode.Group ? Map.of() : value;
            one(node, present ? required : null, present, repetition, definition, depth);
        }
    }

    private void repeated(
            SchemaNode node, Object value, int repetition, int definition, int depth) {
        List<?> values = value == null ? List.of() : (List<?>) value;
        if (values.isEmpty()) {
            one(node, null, false, repetition, definition, depth + 1);
            return;
        }
        int first = next;
        for (int i = 0; i < values.size(); i++) {
            next = first;
            one(
                    node,
                    values.get(i),
                    true,
                    i == 0 ? repetition : depth + 1,
                    definition + 1,
                    depth + 1);
        }
    }

    @SuppressWarnings("unchecked")
    private void one(
            SchemaNode node,
            Object value,
            boolean present,
            int repetition,
            int definition,
            int depth) {
        switch (node) {
            case SchemaNode.Group g ->
                    children(
                            g.children(),
                            present ? (Map<String, Object>) value : null,
                            repetition,
                            definition,
                            depth);
            case SchemaNode.Primitive p -> {
                Column column = columns.get(next++);
                column.repetition.write(repetition);
                column.definition.write(definition);
                if (present) {
                    Object zero = p.type() == PhysicalType.BYTE_ARRAY ? "" : (Object) 0L;
                    column.values.add(value == null ? zero : value);
                }
            }
        }
    }

    /** The repeated group of a three-level list or map, else null. */
    private static SchemaNode listOf(SchemaNode node) {
        if (node instanceof SchemaNode.Group g
                && g.children().size() == 1
                && g.children().getFirst() instanceof SchemaNode.Group middle
                && middle.repetition() == Repetition.REPEATED
                && middle.name().equals("list")) {
            return middle;
        }
        return null;
    }

    private static LeafData data(Leaf leaf, Column column) {
        int count = column.values.size();
        byte[] repetition = leaf.maxRepetition() == 0 ? null : column.repetition.toByteArray();
        byte[] definition = leaf.maxDefinition() == 0 ? null : column.definition.toByteArray();
        int entries = column.repetition.size();
        if (leaf.type() == PhysicalType.BYTE_ARRAY) {
            ByteDictionary dictionary = new ByteDictionary();
            int[] ids = new int[count];
            for (int i = 0; i < count; i++) {
                Object value = column.values.get(i);
                ids[i] =
                        dictionary.intern(
                                value instanceof byte[] bytes
                                        ? bytes
                                        : ((String) value).getBytes(StandardCharsets.UTF_8));
            }
            return new LeafData(
                    entries, repetition, definition, count, ids, dictionary.strings(), null);
        }
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] =
                    switch (column.values.get(i)) {
                        case Boolean b -> b ? 1 : 0;
                        case Double d -> Double.doubleToRawLongBits(d);
                        case Number n -> n.longValue();
                        case Object other -> throw new AssertionError(other);
                    };
        }
        return new LeafData(entries, repetition, definition, count, null, null, numbers);
    }
}
