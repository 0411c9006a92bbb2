package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes random rows of a schema, shredded into leaves the way blocks hold traces. */
final class RandomColumns {

    /** A schema with each type, nested three lists deep, and a list in the style of vParquet4. */
    static final ParquetSchema NESTED =
            schema(
                    string("id", Repetition.REQUIRED, Annotation.NONE),
                    number("start", Repetition.REQUIRED, PhysicalType.INT64, Annotation.UINT64),
                    group(
                            "rs",
                            Repetition.REPEATED,
                            string("name", Repetition.REQUIRED, Annotation.STRING),
                            group(
                                    "spans",
                                    Repetition.REPEATED,
                                    string("id", Repetition.REQUIRED, Annotation.NONE),
                                    number(
                                            "bucket",
                                            Repetition.REQUIRED,
                                            PhysicalType.INT32,
                                            Annotation.UINT32),
                                    number(
                                            "left",
                                            Repetition.REQUIRED,
                                            PhysicalType.INT32,
                                            Annotation.INT32),
                                    number(
                                            "kind",
                                            Repetition.OPTIONAL,
                                            PhysicalType.INT64,
                                            Annotation.INT64),
                                    string("url", Repetition.OPTIONAL, Annotation.STRING),
                                    group(
                                            "attrs",
                                            Repetition.REPEATED,
                                            string("key", Repetition.REQUIRED, Annotation.STRING),
                                            number(
                                                    "array",
                                                    Repetition.REQUIRED,
                                                    PhysicalType.BOOLEAN,
                                                    Annotation.NONE),
                                            string("value", Repetition.REPEATED, Annotation.STRING),
                                            number(
                                                    "double",
                                                    Repetition.REPEATED,
                                                    PhysicalType.DOUBLE,
                                                    Annotation.NONE)))),
                    list(
                            "list",
                            number(
                                    "element",
                                    Repetition.REQUIRED,
                                    PhysicalType.INT64,
                                    Annotation.INT64)));

    /** Nested lists in the three levels that the format asks for. */
    static final ParquetSchema LISTS =
            schema(
                    string("id", Repetition.REQUIRED, Annotation.NONE),
                    string("root", Repetition.REQUIRED, Annotation.STRING),
                    list(
                            "rs",
                            group(
                                    "element",
                                    Repetition.REQUIRED,
                                    string("name", Repetition.REQUIRED, Annotation.STRING),
                                    string("cluster", Repetition.OPTIONAL, Annotation.STRING),
                                    number(
                                            "count",
                                            Repetition.REQUIRED,
                                            PhysicalType.INT32,
                                            Annotation.INT32),
                                    list(
                                            "spans",
                                            group(
                                                    "element",
                                                    Repetition.REQUIRED,
                                                    number(
                                                            "start",
                                                            Repetition.REQUIRED,
                                                            PhysicalType.INT64,
                                                            Annotation.UINT64),
                                                    number(
                                                            "double",
                                                            Repetition.OPTIONAL,
                                                            PhysicalType.DOUBLE,
                                                            Annotation.NONE),
                                                    list(
                                                            "flags",
                                                            number(
                                                                    "element",
                                                                    Repetition.REQUIRED,
                                                                    PhysicalType.BOOLEAN,
                                                                    Annotation.NONE)))))));

    private final Random random;
    private final ParquetSchema schema;
    private final List<Column> columns = new ArrayList<>();
    private int nextLeaf;

    private RandomColumns(ParquetSchema schema, Random random) {
        this.schema = schema;
        this.random = random;
        for (Leaf leaf : schema.leaves()) {
            columns.add(new Column(leaf, random));
        }
    }

    static ParquetSchema schema(SchemaNode... children) {
        return new ParquetSchema(group("Trace", Repetition.REQUIRED, children));
    }

    static SchemaNode.Group group(String name, Repetition repetition, SchemaNode... children) {
        return new SchemaNode.Group(name, repetition, GroupKind.NONE, List.of(children));
    }

    static SchemaNode.Group list(String name, SchemaNode element) {
        return new SchemaNode.Group(
                name,
                Repetition.REQUIRED,
                GroupKind.LIST,
                List.of(group("list", Repetition.REPEATED, element)));
    }

    static SchemaNode string(String name, Repetition repetition, Annotation annotation) {
        return number(name, repetition, PhysicalType.BYTE_ARRAY, annotation);
    }

    static SchemaNode number(
            String name, Repetition repetition, PhysicalType type, Annotation annotation) {
        return new SchemaNode.Primitive(name, repetition, type, annotation);
    }

    /** Random rows; leaves with equal levels have the same arrays. */
    static List<LeafData> rows(ParquetSchema schema, int rows, Random random) {
        RandomColumns made = new RandomColumns(schema, random);
        for (int row = 0; row < rows; row++) {
            made.nextLeaf = 0;
            for (SchemaNode child : schema.root().children()) {
                made.node(child, 0, 0, 0);
            }
        }
        List<LeafData> data = new ArrayList<>();
        Map<String, byte[]> shared = new HashMap<>();
        made.columns.forEach(column -> data.add(column.data(shared)));
        return data;
    }

    private void node(SchemaNode node, int repetition, int definition, int depth) {
        switch (node.repetition()) {
            case REQUIRED -> content(node, repetition, definition, depth);
            case OPTIONAL -> {
                if (random.nextInt(3) == 0) {
                    nothing(node, repetition, definition);
                } else {
                    content(node, repetition, definition + 1, depth);
                }
            }
            case REPEATED -> {
                int count = random.nextInt(6) == 0 ? 0 : 1 + random.nextInt(3);
                int firstLeaf = nextLeaf;
                if (count == 0) {
                    nothing(node, repetition, definition);
                }
                for (int i = 0; i < count; i++) {
                    nextLeaf = firstLeaf;
                    content(node, i == 0 ? repetition : depth + 1, definition + 1, depth + 1);
                }
            }
        }
    }

    private void content(SchemaNode node, int repetition, int definition, int depth) {
        switch (node) {
            case SchemaNode.Primitive _ -> columns.get(nextLeaf++).addValue(repetition, definition);
            case SchemaNode.Group group -> {
                for (SchemaNode child : group.children()) {
                    node(child, repetition, definition, depth);
                }
            }
        }
    }

    private void nothing(SchemaNode node, int repetition, int definition) {
        switch (node) {
            case SchemaNode.Primitive _ -> columns.get(nextLeaf++).add(repetition, definition);
            case SchemaNode.Group group -> {
                for (SchemaNode child : group.children()) {
                    nothing(child, repetition, definition);
                }
            }
        }
    }

    /** A leaf while it is filled. */
    private static final class Column {
        private final Leaf leaf;
        private final Random random;
        private final ByteStrings strings;
        private final int style;
        private final List<Long> values = new ArrayList<>();
        private final ByteArrayOutputStream repetition = new ByteArrayOutputStream();
        private final ByteArrayOutputStream definition = new ByteArrayOutputStream();
        private long last;

        Column(Leaf leaf, Random random) {
            this.leaf = leaf;
            this.random = random;
            this.style = random.nextInt(4);
            this.strings = strings(leaf, style, random);
        }

        private static ByteStrings strings(Leaf leaf, int style, Random random) {
            int count = style == 0 ? 1 : 1 << random.nextInt(12);
            String[] texts = new String[count];
            for (int i = 0; i < count; i++) {
                texts[i] =
                        switch (random.nextInt(5)) {
                            case 0 -> "";
                            case 1 -> "name-" + i;
                            case 2 -> "日本語のテキスト、".repeat(1 + random.nextInt(4)) + i;
                            case 3 -> Long.toHexString(random.nextLong());
                            default -> "/some/longer/path/that/is/cut/" + random.nextInt(1000);
                        };
            }
            if (leaf.annotation() == Annotation.STRING) {
                return ByteStrings.of(texts);
            }
            int[] offsets = new int[count + 1];
            byte[] bytes = new byte[8 * count];
            random.nextBytes(bytes);
            for (int i = 0; i < count; i++) {
                offsets[i + 1] = 8 * (i + 1);
            }
            return new ByteStrings(bytes, offsets, count);
        }

        void add(int r, int d) {
            repetition.write(r);
            definition.write(d);
        }

        void addValue(int r, int d) {
            add(r, d);
            values.add(
                    switch (leaf.type()) {
                        case BOOLEAN -> (long) random.nextInt(2);
                        case INT32 -> int32();
                        case INT64 -> number();
                        case DOUBLE -> Double.doubleToRawLongBits(random.nextGaussian());
                        case BYTE_ARRAY -> (long) random.nextInt(strings.size());
                    });
        }

        private long int32() {
            int number = (int) number();
            return leaf.annotation() == Annotation.UINT32 ? number & 0xFFFFFFFFL : number;
        }

        private long number() {
            last =
                    switch (style) {
                        case 0 -> random.nextLong();
                        case 1 -> last + random.nextInt(100);
                        case 2 -> 7;
                        default -> random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextInt(3);
                    };
            return last;
        }

        LeafData data(Map<String, byte[]> shared) {
            byte[] r = leaf.maxRepetition() == 0 ? null : share(repetition, shared);
            byte[] d = leaf.maxDefinition() == 0 ? null : share(definition, shared);
            int n = values.size();
            if (leaf.type() == PhysicalType.BYTE_ARRAY) {
                int[] ids = values.stream().mapToInt(Long::intValue).toArray();
                return new LeafData(repetition.size(), r, d, n, ids, strings, null);
            }
            long[] numbers = values.stream().mapToLong(Long::longValue).toArray();
            return new LeafData(repetition.size(), r, d, n, null, null, numbers);
        }

        private static byte[] share(ByteArrayOutputStream levels, Map<String, byte[]> shared) {
            return shared.computeIfAbsent(
                    levels.toString(StandardCharsets.ISO_8859_1), _ -> levels.toByteArray());
        }
    }

    /** Encodings at random, each that the type of a leaf allows. */
    static List<ColumnOptions> options(ParquetSchema schema, Random random) {
        List<ColumnOptions> options = new ArrayList<>();
        for (Leaf leaf : schema.leaves()) {
            Encoding[] encodings =
                    switch (leaf.type()) {
                        case BOOLEAN, DOUBLE -> new Encoding[] {Encoding.PLAIN};
                        case INT32, INT64 ->
                                new Encoding[] {Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED};
                        case BYTE_ARRAY ->
                                new Encoding[] {
                                    Encoding.PLAIN,
                                    Encoding.DICTIONARY,
                                    Encoding.DELTA_LENGTH_BYTE_ARRAY
                                };
                    };
            options.add(
                    new ColumnOptions(
                            encodings[random.nextInt(encodings.length)],
                            Codec.values()[random.nextInt(3)],
                            random.nextInt(3) > 0,
                            random.nextBoolean()));
        }
        return options;
    }

    /** Writes row groups into a file. */
    static byte[] write(
            ParquetSchema schema, List<ColumnOptions> options, List<List<LeafData>> rowGroups)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParquetWriter writer = new ParquetWriter(out, schema, options, "test")) {
            for (List<LeafData> rowGroup : rowGroups) {
                writer.beginRowGroup(rows(rowGroup.getFirst()));
                for (int leaf = 0; leaf < rowGroup.size(); leaf++) {
                    writer.writeColumn(leaf, rowGroup.get(leaf));
                }
                writer.endRowGroup();
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    static int rows(LeafData data) {
        return data.repetition() == null
                ? data.entries()
                : Levels.count(data.repetition(), 0, data.entries(), 0);
    }

    /** A leaf's entries as text, a line each: equal if and only if the data means the same. */
    static List<String> entries(Leaf leaf, LeafData data) {
        List<String> entries = new ArrayList<>(data.entries());
        int value = 0;
        for (int i = 0; i < data.entries(); i++) {
            int r = data.repetition() == null ? 0 : data.repetition()[i];
            int d = data.definition() == null ? 0 : data.definition()[i];
            String text = "null";
            if (d == leaf.maxDefinition()) {
                text =
                        data.strings() == null
                                ? Long.toString(data.numbers()[value])
                                : Arrays.toString(data.strings().get(data.ids()[value]));
                value++;
            }
            entries.add(r + " " + d + " " + text);
        }
        if (value != data.valueCount()) {
            entries.add(data.valueCount() + " values, found " + value);
        }
        return entries;
    }

    /** The entries of some rows. */
    static List<String> entries(Leaf leaf, LeafData data, int fromRow, int toRow) {
        List<String> all = entries(leaf, data);
        List<String> some = new ArrayList<>();
        int row = -1;
        for (String entry : all) {
            row += entry.startsWith("0 ") ? 1 : 0;
            if (row >= fromRow && row < toRow) {
                some.add(entry);
            }
        }
        return some;
    }
}
