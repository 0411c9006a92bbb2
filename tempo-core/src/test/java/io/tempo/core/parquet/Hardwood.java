package io.tempo.core.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ParquetFileReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An independent reader: the entries of a leaf over all row groups, as text. */
final class Hardwood {

    private Hardwood() {}

    /** The same lines as {@link RandomColumns#entries}. */
    static List<String> entries(byte[] file, ParquetSchema schema, Leaf leaf) throws IOException {
        List<String> entries = new ArrayList<>();
        int slot = innermostList(schema, leaf);
        try (ParquetFileReader reader =
                        ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
                ColumnReader column = reader.columnReader(leaf.ordinal())) {
            while (column.nextBatch()) {
                int[] repetition = column.getRepetitionLevels();
                int[] definition = column.getDefinitionLevels();
                int count = leaf.maxDefinition() == 0 ? column.getRecordCount() : definition.length;
                int value = 0;
                for (int i = 0; i < count; i++) {
                    int r = leaf.maxRepetition() == 0 ? 0 : repetition[i];
                    int d = leaf.maxDefinition() == 0 ? 0 : definition[i];
                    boolean present = d == leaf.maxDefinition();
                    entries.add(
                            r + " " + d + " " + (present ? value(leaf, column, value) : "null"));
                    value += d >= slot ? 1 : 0;
                }
            }
        }
        return entries;
    }

    /** The definition level from which on there is a place for a value, be it null. */
    private static int innermostList(ParquetSchema schema, Leaf leaf) {
        List<SchemaNode> siblings = schema.root().children();
        int definition = 0;
        int innermost = 0;
        for (String name : leaf.path().split("\\.")) {
            SchemaNode node =
                    siblings.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
            definition += node.repetition() == Repetition.REQUIRED ? 0 : 1;
            innermost = node.repetition() == Repetition.REPEATED ? definition : innermost;
            siblings = node instanceof SchemaNode.Group group ? group.children() : List.of();
        }
        return innermost;
    }

    private static String value(Leaf leaf, ColumnReader column, int at) {
        return switch (leaf.type()) {
            case BOOLEAN -> column.getBooleans()[at] ? "1" : "0";
            case INT32 ->
                    leaf.annotation() == Annotation.UINT32
                            ? Integer.toUnsignedString(column.getInts()[at])
                            : Integer.toString(column.getInts()[at]);
            case INT64 -> Long.toString(column.getLongs()[at]);
            case DOUBLE -> Long.toString(Double.doubleToRawLongBits(column.getDoubles()[at]));
            case BYTE_ARRAY ->
                    Arrays.toString(
                            Arrays.copyOfRange(
                                    column.getBinaryValues(),
                                    column.getBinaryOffsets()[at],
                                    column.getBinaryOffsets()[at + 1]));
        };
    }
}
