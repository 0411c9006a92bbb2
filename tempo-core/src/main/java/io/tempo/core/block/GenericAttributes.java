package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaves;
import io.tempo.core.columns.ByteDictionary;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.util.Arrays;

/**
 * The generic attribute list of all owners of one scope: keys, and values in one leaf per type.
 * Attributes are counted from 0 over all owners. Keys are decoded at once, values by {@link #load};
 * of levels, only first positions are kept.
 *
 * <p>{@link #resolve} is a cursor: it leaves its answer in fields, so that nothing is allocated per
 * attribute. Not thread-safe.
 */
final class GenericAttributes {

    private final RowRange rows;
    private final AttributeLeaves leaves;
    private final int ownerLevel;

    /** First attribute of each owner, and one more. */
    final int[] start;

    /** Number of attributes. */
    final int count;

    /** Key of each attribute, an id into {@link #keys}; equal keys have equal ids. */
    final int[] keyIds;

    final ByteStrings keys;

    /** Definition levels of the keys; null if every entry has a key. */
    final byte[] keyDefinition;

    /** Per attribute 1 if it is an array; null if none is. */
    private long[] isArray;

    /** Leaves of values with a type of their own that have any. */
    private Values[] typed;

    /** Leaves of JSON text that have any. */
    private Values[] json;

    /** The {@link ValueType} of the attribute that was resolved last. */
    byte type;

    /** The values that it is among: a typed leaf, for OTHER a leaf of JSON text, or null. */
    LeafData values;

    /** Its first value among them. */
    int first;

    /** How many values it has. */
    int elements;

    /**
     * The values of a leaf.
     *
     * @param type what each of them is
     * @param start first value of each attribute, and one more
     */
    private record Values(byte type, LeafData data, int[] start) {}

    private GenericAttributes(
            RowRange rows, AttributeLeaves leaves, int ownerLevel, int[] start, LeafData key) {
        this.rows = rows;
        this.leaves = leaves;
        this.ownerLevel = ownerLevel;
        this.start = start;
        this.count = key == null ? 0 : key.valueCount();
        this.keys = key == null ? ByteStrings.EMPTY : key.strings();
        this.keyDefinition = key == null || key.entries() == count ? null : key.definition();
        this.keyIds = key == null ? new int[0] : distinct(key.ids(), count, keys);
    }

    /**
     * Reads the keys.
     *
     * @param ownerLevel level of the owners: 1 for resources, 2 for scopes, 3 for spans, 4 for
     *     events and links
     */
    static GenericAttributes read(RowRange rows, AttributeLeaves leaves, int ownerLevel, int owners)
            throws IOException {
        if (!rows.mayHaveValues(leaves.key())) {
            return new GenericAttributes(rows, leaves, ownerLevel, new int[owners + 1], null);
        }
        LeafData key = rows.read(leaves.key());
        int[] start = rows.starts(leaves.key(), key, ownerLevel, owners);
        return new GenericAttributes(rows, leaves, ownerLevel, start, key);
    }

    /** The id of a key, or -1 if no owner has it. */
    int findKey(byte[] key) {
        return keys.find(key);
    }

    /** Decodes the values. */
    void load() throws IOException {
        Values[] found = {
            values(ValueType.STRING, leaves.value()),
            values(ValueType.INT, leaves.valueInt()),
            values(ValueType.DOUBLE, leaves.valueDouble()),
            values(ValueType.BOOL, leaves.valueBool())
        };
        typed = present(found);
        Values[] foundJson = {
            values(ValueType.OTHER, leaves.valueUnsupported()),
            values(ValueType.OTHER, leaves.valueKvList()),
            values(ValueType.OTHER, leaves.valueArray())
        };
        json = present(foundJson);
        isArray = count == 0 || leaves.isArray() < 0 ? null : arrays();
    }

    /**
     * Finds out what an attribute's value is, and where. {@link ValueType#OTHER} with {@link
     * #values} is JSON text; without, an {@code AnyValue} with nothing in it. NIL is an attribute
     * that the format says to drop.
     */
    void resolve(int attribute) {
        boolean array = isArray != null && isArray[attribute] != 0;
        for (Values v : typed) {
            int from = v.start[attribute];
            int n = v.start[attribute + 1] - from;
            if (n > 0) {
                type = array ? ValueType.arrayOf(v.type) : v.type;
                values = v.data;
                first = from;
                elements = n;
                return;
            }
        }
        values = null;
        if (array) {
            type = ValueType.EMPTY_ARRAY;
            return;
        }
        for (Values v : json) {
            int from = v.start[attribute];
            if (v.start[attribute + 1] > from && isSet(v.data, from)) {
                type = ValueType.OTHER;
                values = v.data;
                first = from;
                return;
            }
        }
        type =
                switch (rows.schema.version()) {
                    case VPARQUET3, VPARQUET4 -> ValueType.OTHER;
                    case VPARQUET5 -> ValueType.NIL;
                };
    }

    private static boolean isSet(LeafData data, int value) {
        return data.strings().length(data.ids()[value]) > 0;
    }

    private Values values(byte valueType, int leaf) throws IOException {
        if (!rows.mayHaveValues(leaf)) {
            return null;
        }
        LeafData data = rows.read(leaf);
        if (data.valueCount() == 0) {
            return null;
        }
        int[] valueStart = rows.starts(leaf, data, ownerLevel + 1, count);
        return new Values(valueType, withoutLevels(data), valueStart);
    }

    static LeafData withoutLevels(LeafData data) {
        return new LeafData(
                data.entries(),
                null,
                null,
                data.valueCount(),
                data.ids(),
                data.strings(),
                data.numbers());
    }

    private static Values[] present(Values[] found) {
        int n = 0;
        Values[] kept = new Values[found.length];
        for (Values v : found) {
            if (v != null) {
                kept[n++] = v;
            }
        }
        return Arrays.copyOf(kept, n);
    }

    /** Per attribute 1 if it is an array; null if none is. */
    long[] arrays() throws IOException {
        long[] flags = rows.readRequired(leaves.isArray(), count).numbers();
        for (int i = 0; i < count; i++) {
            if (flags[i] != 0) {
                return flags;
            }
        }
        return null;
    }

    /** The ids with those of equal strings made equal; a dictionary has none. */
    private static int[] distinct(int[] ids, int count, ByteStrings strings) {
        ByteDictionary seen = new ByteDictionary(strings.size());
        int[] canonical = null;
        int[] firstWith = new int[strings.size() + 1];
        Arrays.fill(firstWith, -1);
        for (int id = 0; id < strings.size(); id++) {
            int known = seen.intern(strings.bytes(), strings.offset(id), strings.length(id));
            if (firstWith[known] < 0) {
                firstWith[known] = id;
            } else if (canonical == null) {
                canonical = new int[strings.size()];
                for (int i = 0; i < id; i++) {
                    canonical[i] = i;
                }
            }
            if (canonical != null) {
                canonical[id] = firstWith[known];
            }
        }
        if (canonical == null) {
            return ids;
        }
        int[] same = new int[count];
        for (int i = 0; i < count; i++) {
            same[i] = canonical[ids[i]];
        }
        return same;
    }
}
