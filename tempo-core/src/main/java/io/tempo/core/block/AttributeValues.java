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
    LeafData isArray(AttributeColumns a, AttributeLists lists) {
        Levels levels = lists.levels();
        int n = levels.count();
        long[] numbers = scratch.numbers(n);
        int[] entries = lists.entries();
        for (int i = 0; i < n; i++) {
            byte type = a.type()[entries[i]];
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
        return values(a, levels, lists.entries(), 0, type, arrays > 0);
    }

    /** The values of generic lists that no other column can hold, as JSON. */
    LeafData unsupported(AttributeColumns a, AttributeLists lists) {
        Levels levels = lists.levels();
        if (lists.typeCount(ValueType.OTHER) == 0) {
            return none(levels, ValueType.STRING);
        }
        LeafData encoded = values(a, levels, lists.entries(), 0, ValueType.OTHER, false);
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

    /**
     * The values of a column that an attribute has to itself.
     *
     * @param entryOf for each owner its entry plus one, 0 for none; null if all lack it
     */
    LeafData column(AttributeColumns a, Levels owners, int[] entryOf, byte type) {
        if (entryOf == null) {
            return none(owners, type);
        }
        boolean arrays = false;
        for (int i = 0; i < owners.count() && !arrays; i++) {
            arrays = entryOf[i] > 0 && ValueType.isArray(a.type()[entryOf[i] - 1]);
        }
        return values(a, owners, entryOf, 1, type, arrays);
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

    /**
     * @param entries an entry per parent that is there, plus {@code bias}; below the bias for none
     */
    private LeafData values(
            AttributeColumns a,
            Levels parents,
            int[] entries,
            int bias,
            byte type,
            boolean arrays) {
        return arrays
                ? withArrays(a, parents, entries, bias, type)
                : scalars(a, parents, entries, bias, type);
    }

    private LeafData scalars(
            AttributeColumns a, Levels parents, int[] entries, int bias, byte type) {
        byte[] types = a.type();
        long[] values = a.value();
        byte[] definition = parents.definition().clone();
        int present = parents.present();
        boolean text = isText(type);
        int[] ids = text ? scratch.ids(parents.count()) : null;
        long[] numbers = text ? null : scratch.numbers(parents.count());
        int parent = 0;
        int count = 0;
        for (int e = 0; e < parents.entries(); e++) {
            if (definition[e] == present) {
                int entry = entries[parent++] - bias;
                if (entry >= 0 && types[entry] == type) {
                    definition[e] = (byte) (present + 1);
                    if (text) {
                        ids[count++] = (int) values[entry];
                    } else {
                        numbers[count++] = values[entry];
                    }
                }
            }
        }
        return new LeafData(
                parents.entries(),
                parents.repetition(),
                definition,
                count,
                ids,
                text ? c.strings : null,
                numbers);
    }

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
