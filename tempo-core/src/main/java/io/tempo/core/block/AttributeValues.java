package io.tempo.core.block;

import io.tempo.core.columns.AttributeColumns;
import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

/** Makes leaves out of attribute entries. Not thread-safe. */
final class AttributeValues {

    private final SpanColumns c;
    private final Scratch scratch;

    AttributeValues(SpanColumns columns, Scratch scratch) {
        this.c = columns;
        this.scratch = scratch;
    }

    /** The keys of generic lists. */
    LeafData keys(AttributeColumns a, AttributeLists lists) {
        Levels levels = lists.levels();
        int n = levels.count();
        int[] ids = scratch.ids(n);
        int[] entries = lists.entries();
        for (int i = 0; i < n; i++) {
            ids[i] = a.key()[entries[i]];
        }
        return Leaves.strings(levels, n, ids, c.strings);
    }

    /** Whether each attribute of generic lists is an array. */
    LeafData isArray(AttributeLists lists) {
        Levels levels = lists.levels();
        int n = levels.count();
        long[] numbers = scratch.numbers(n);
        byte[] types = lists.types();
        for (int i = 0; i < n; i++) {
            byte type = types[i];
            numbers[i] = ValueType.isArray(type) || type == ValueType.EMPTY_ARRAY ? 1 : 0;
        }
        return Leaves.numbers(levels, n, numbers);
    }

    /** The values of generic lists that are of a scalar type, or elements of an array of it. */
    LeafData values(AttributeColumns a, AttributeLists lists, byte type) {
        Levels levels = lists.levels();
        int arrays = lists.typeCount(ValueType.arrayOf(type));
        if (lists.typeCount(type) == 0 && arrays == 0) {
            return none(levels, type);
        }
        return arrays > 0
                ? withArrays(a, levels, lists.entries(), 0, type)
                : scalars(a, lists, type);
    }

    /** The values of generic lists that no other column can hold, as JSON. */
    LeafData unsupported(AttributeColumns a, AttributeLists lists) {
        Levels levels = lists.levels();
        if (lists.typeCount(ValueType.OTHER) == 0) {
            return none(levels, ValueType.STRING);
        }
        LeafData encoded = scalars(a, lists, ValueType.OTHER);
        ByteDictionary texts = new ByteDictionary();
        int[] ids = encoded.ids();
        for (int i = 0; i < encoded.valueCount(); i++) {
            byte[] json = AnyValueJson.toJson(c.strings.get(ids[i]));
            ids[i] = texts.intern(json);
        }
        return new LeafData(
                encoded.entries(),
                encoded.repetition(),
                encoded.definition(),
                encoded.valueCount(),
                ids,
                texts.strings(),
                null);
    }

    /** The values of a column that an attribute has to itself. */
    LeafData column(AttributeColumns a, AttributeLists lists, int route, byte type) {
        int[] entryOf = lists.routed(route);
        if (entryOf == null) {
            return none(lists.owners(), type);
        }
        return lists.hasArrays(route)
                ? withArrays(a, lists.owners(), entryOf, 1, type)
                : scalars(a, lists.owners(), entryOf, type);
    }

    /** A leaf without a value. */
    static LeafData none(Levels levels, byte type) {
        return isText(type)
                ? new LeafData(
                        levels.entries(),
                        levels.repetition(),
                        levels.definition(),
                        0,
                        Leaves.NO_IDS,
                        ByteStrings.EMPTY,
                        null)
                : new LeafData(
                        levels.entries(),
                        levels.repetition(),
                        levels.definition(),
                        0,
                        null,
                        null,
                        Leaves.NO_NUMBERS);
    }

    /** The values of generic lists that are exactly of a type. */
    private LeafData scalars(AttributeColumns a, AttributeLists lists, byte type) {
        Levels levels = lists.levels();
        int[] entries = lists.entries();
        byte[] types = lists.types();
        byte[] definition = levels.definition().clone();
        int present = levels.present();
        int total = lists.typeCount(type);
        int[] chosen = scratch.entries(total);
        int attribute = 0;
        int count = 0;
        for (int e = 0; e < levels.entries(); e++) {
            if (definition[e] == present) {
                if (types[attribute] == type) {
                    definition[e] = (byte) (present + 1);
                    chosen[count++] = entries[attribute];
                }
                attribute++;
            }
        }
        return gathered(a, levels, definition, chosen, count, type);
    }

    /**
     * The values of a column without arrays.
     *
     * @param entryOf for each owner its entry plus one, 0 for none
     */
    private LeafData scalars(AttributeColumns a, Levels owners, int[] entryOf, byte type) {
        byte[] definition = owners.definition().clone();
        int present = owners.present();
        int[] chosen = scratch.entries(owners.count());
        int owner = 0;
        int count = 0;
        for (int e = 0; e < owners.entries(); e++) {
            if (definition[e] == present) {
                int entry = entryOf[owner++] - 1;
                if (entry >= 0) {
                    definition[e] = (byte) (present + 1);
                    chosen[count++] = entry;
                }
            }
        }
        return gathered(a, owners, definition, chosen, count, type);
    }

    private LeafData gathered(
            AttributeColumns a,
            Levels parents,
            byte[] definition,
            int[] entries,
            int count,
            byte type) {
        long[] values = a.value();
        int[] ids = null;
        long[] numbers = null;
        if (isText(type)) {
            ids = scratch.ids(count);
            for (int i = 0; i < count; i++) {
                ids[i] = (int) values[entries[i]];
            }
        } else {
            numbers = scratch.numbers(count);
            for (int i = 0; i < count; i++) {
                numbers[i] = values[entries[i]];
            }
        }
        return new LeafData(
                parents.entries(),
                parents.repetition(),
                definition,
                count,
                ids,
                ids == null ? null : c.strings,
                numbers);
    }

    /**
     * @param entries an entry per parent that is there, plus {@code bias}; below the bias for none
     */
    private LeafData withArrays(
            AttributeColumns a, Levels parents, int[] entries, int bias, byte type) {
        byte arrayType = ValueType.arrayOf(type);
        int present = parents.present();
        int total = 0;
        int more = 0;
        for (int parent = 0; parent < parents.count(); parent++) {
            int entry = entries[parent] - bias;
            if (entry >= 0 && a.type()[entry] == type) {
                total++;
            } else if (entry >= 0 && a.type()[entry] == arrayType) {
                int n = ValueType.arrayCount(a.value()[entry]);
                total = Math.addExact(total, n);
                more = Math.addExact(more, n - 1);
            }
        }
        boolean text = isText(type);
        int[] ids = text ? scratch.ids(total) : null;
        long[] numbers = text ? null : scratch.numbers(total);
        int size = Math.addExact(parents.entries(), more);
        byte[] repetition = new byte[size];
        byte[] definition = new byte[size];
        int parent = 0;
        int out = 0;
        int count = 0;
        for (int e = 0; e < parents.entries(); e++) {
            repetition[out] = parents.repetition()[e];
            int entry = parents.definition()[e] == present ? entries[parent++] - bias : -1;
            byte entryType = entry < 0 ? ValueType.NIL : a.type()[entry];
            if (entryType != type && entryType != arrayType) {
                definition[out++] = parents.definition()[e];
                continue;
            }
            long value = a.value()[entry];
            int n = entryType == type ? 1 : ValueType.arrayCount(value);
            int from = ValueType.arrayStart(value);
            for (int i = 0; i < n; i++) {
                if (i > 0) {
                    repetition[out] = (byte) (parents.depth() + 1);
                }
                definition[out++] = (byte) (present + 1);
                long element = entryType == type ? value : c.elements[from + i];
                if (text) {
                    ids[count++] = (int) element;
                } else {
                    numbers[count++] = element;
                }
            }
        }
        return new LeafData(
                size, repetition, definition, count, ids, text ? c.strings : null, numbers);
    }

    private static boolean isText(byte type) {
        return type == ValueType.STRING || type == ValueType.OTHER;
    }
}
