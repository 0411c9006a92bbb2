package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaves;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds the values of one key in the generic attribute list of a whole row group. Keys are decoded
 * once. Leaves of numbers, which are small, come first: of these only the definition levels are
 * decoded, which tell whose values they are, and the values themselves if some are the key's. Of a
 * key with numbers only, nothing of the texts is read.
 *
 * <p>From the third key on, attributes are looked up in lists by key, made in one pass over all of
 * them: many keys cost little more than one.
 *
 * <p>Where no attribute of a leaf has several values, its entries are one to one those of the keys,
 * and a value's position is the number of values before its entry. Other leaves are read with all
 * their levels.
 */
final class GenericLookup {

    private final RowRange rows;
    private final AttributeLeaves leaves;
    private final int ownerLevel;
    private final GenericAttributes keys;
    private final int keyEntries;
    private final Leaf[] numbers;
    private final Leaf[] texts;
    private final Leaf[] json;

    /** Whether leaves of values were read ahead, and {@link #isArray} found out. */
    private boolean prepared;

    /** Whether those of texts were, too. */
    private boolean textsPrepared;

    /** Per attribute 1 if it is an array; null if none is. */
    private long[] isArray;

    /** The attributes that have the key and no value yet: ordinals, entries, owners. */
    private int[] attributes = new int[0];

    private int[] entries = new int[0];
    private int[] owners = new int[0];
    private int pending;

    /** Keys that were looked for among all attributes. */
    private int asked;

    /** Attributes by key; null until a third key is looked for, or all are. */
    private AttributesByKey byKey;

    /** A leaf of values, as far as it was needed. */
    private static final class Leaf {
        final int ordinal;
        final byte type;
        final int maxDefinition;
        boolean read;

        /** Definition levels, until the values are read. */
        byte[] definition;

        /** Where entries are those of the keys, once some value is needed. */
        ValueRanks ranks;

        /** Elsewhere: first value of each attribute, and one more. */
        int[] start;

        LeafData values;

        Leaf(int ordinal, byte type, int maxDefinition) {
            this.ordinal = ordinal;
            this.type = type;
            this.maxDefinition = maxDefinition;
        }

        boolean isNumber() {
            return type != ValueType.STRING && type != ValueType.OTHER;
        }
    }

    /** Takes the values that were found. */
    interface Sink {
        /**
         * The value of an owner.
         *
         * @param type {@link ValueType}; OTHER is JSON text
         * @param values what the value is among; null for an empty array, and for OTHER where there
         *     is nothing in the value
         * @param first its first element in {@code values}
         * @param count its elements
         */
        void set(int owner, byte type, LeafData values, int first, int count) throws IOException;
    }

    private GenericLookup(
            RowRange rows, AttributeLeaves leaves, int ownerLevel, GenericAttributes keys) {
        this.rows = rows;
        this.leaves = leaves;
        this.ownerLevel = ownerLevel;
        this.keys = keys;
        this.keyEntries = keys.count == 0 ? 0 : rows.entries(leaves.key());
        this.numbers =
                new Leaf[] {
                    leaf(leaves.valueInt(), ValueType.INT),
                    leaf(leaves.valueDouble(), ValueType.DOUBLE),
                    leaf(leaves.valueBool(), ValueType.BOOL)
                };
        this.texts = new Leaf[] {leaf(leaves.value(), ValueType.STRING)};
        this.json =
                new Leaf[] {
                    leaf(leaves.valueUnsupported(), ValueType.OTHER),
                    leaf(leaves.valueKvList(), ValueType.OTHER),
                    leaf(leaves.valueArray(), ValueType.OTHER)
                };
    }

    /**
     * Reads the keys.
     *
     * @param rows a whole row group
     * @param ownerLevel as in {@link GenericAttributes#read}
     */
    static GenericLookup read(RowRange rows, AttributeLeaves leaves, int ownerLevel, int owners)
            throws IOException {
        GenericAttributes keys = GenericAttributes.read(rows, leaves, ownerLevel, owners);
        return new GenericLookup(rows, leaves, ownerLevel, keys);
    }

    /** All keys that some owner has. */
    ByteStrings keys() {
        return keys.keys;
    }

    /**
     * Gives the values of a key, the first of each owner.
     *
     * @param taken per owner not 0 if it is to be left out; null if none is
     */
    void values(byte[] key, byte[] taken, Sink sink) throws IOException {
        int keyId = keys.findKey(key);
        if (keyId < 0) {
            return;
        }
        find(keyId, taken);
        if (pending > 0 && !prepared) {
            boolean none = leaves.isArray() < 0 || rows.isAllFalse(leaves.isArray());
            readAhead(none ? -1 : leaves.isArray(), numbers);
            isArray = none ? null : keys.arrays();
            prepared = true;
        }
        takeAll(numbers, sink);
        if (pending > 0 && !textsPrepared) {
            readAhead(-1, texts, json);
            textsPrepared = true;
        }
        takeAll(texts, sink);
        takeEmptyArrays(sink);
        takeAll(json, sink);
        if (keepsUnset()) {
            for (int i = 0; i < pending; i++) {
                sink.set(owners[i], ValueType.OTHER, null, 0, 0);
            }
        }
    }

    /** Whether the version keeps attributes that have no value. */
    private boolean keepsUnset() {
        return switch (rows.schema.version()) {
            case VPARQUET3, VPARQUET4 -> true;
            case VPARQUET5 -> false;
        };
    }

    private Leaf leaf(int ordinal, byte type) {
        return rows.mayHaveValues(ordinal)
                ? new Leaf(
                        ordinal, type, rows.schema.parquet().leaves().get(ordinal).maxDefinition())
                : null;
    }

    /** Reads leaves that exist with few reads; the first may be -1. */
    private void readAhead(int first, Leaf[]... groups) throws IOException {
        int[] ordinals = new int[16];
        int n = 0;
        ordinals[n++] = first;
        for (Leaf[] group : groups) {
            for (Leaf leaf : group) {
                ordinals[n++] = leaf == null ? -1 : leaf.ordinal;
            }
        }
        rows.prefetch(rows.withValues(Arrays.copyOf(ordinals, n)));
    }

    private void takeAll(Leaf[] from, Sink sink) throws IOException {
        for (Leaf leaf : from) {
            if (leaf != null && pending > 0) {
                take(leaf, sink);
            }
        }
    }

    /** Takes what a leaf has of the attributes that have no value yet. */
    private void take(Leaf leaf, Sink sink) throws IOException {
        if (!leaf.read) {
            read(leaf);
        }
        if (!hasAny(leaf)) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < pending; i++) {
            int first;
            int count;
            if (leaf.start != null) {
                first = leaf.start[attributes[i]];
                count = leaf.start[attributes[i] + 1] - first;
            } else {
                int entry = entries[i];
                count = leaf.ranks.has(entry) ? 1 : 0;
                first = count == 0 ? 0 : leaf.ranks.before(entry);
            }
            if (count > 0 && isSet(leaf, first)) {
                boolean array = isArray != null && isArray[attributes[i]] != 0;
                byte type = array ? ValueType.arrayOf(leaf.type) : leaf.type;
                sink.set(owners[i], type, leaf.values, first, count);
            } else {
                owners[kept] = owners[i];
                attributes[kept] = attributes[i];
                entries[kept] = entries[i];
                kept++;
            }
        }
        pending = kept;
    }

    /** Whether a leaf has values of the attributes that have none yet. */
    private boolean hasAny(Leaf leaf) {
        if (leaf.start != null) {
            return true;
        }
        ValueRanks ranks = leaf.ranks;
        if (ranks != null) {
            for (int i = 0; i < pending; i++) {
                if (ranks.has(entries[i])) {
                    return true;
                }
            }
            return false;
        }
        byte[] definition = leaf.definition;
        int max = leaf.maxDefinition;
        for (int i = 0; i < pending; i++) {
            if (definition[entries[i]] == max) {
                leaf.ranks = new ValueRanks(definition, max);
                return true;
            }
        }
        return false;
    }

    private void read(Leaf leaf) throws IOException {
        if (rows.entries(leaf.ordinal) == keyEntries) {
            if (leaf.isNumber()) {
                leaf.definition = rows.readDefinitionLevels(leaf.ordinal);
            } else {
                LeafData data = rows.readDefined(leaf.ordinal);
                leaf.definition = data.definition();
                leaf.values = GenericAttributes.withoutLevels(data);
            }
        } else {
            LeafData data = rows.read(leaf.ordinal);
            leaf.start = rows.starts(leaf.ordinal, data, ownerLevel + 1, keys.count);
            leaf.values = GenericAttributes.withoutLevels(data);
        }
        leaf.read = true;
    }

    /** Reads the values of a leaf that has some; whether one of them counts. */
    private boolean isSet(Leaf leaf, int value) throws IOException {
        if (leaf.values == null) {
            leaf.values = rows.readValues(leaf.ordinal, leaf.definition);
        }
        leaf.definition = null;
        LeafData values = leaf.values;
        return leaf.type != ValueType.OTHER || values.strings().length(values.ids()[value]) > 0;
    }

    private void takeEmptyArrays(Sink sink) throws IOException {
        if (isArray == null) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < pending; i++) {
            if (isArray[attributes[i]] != 0) {
                sink.set(owners[i], ValueType.EMPTY_ARRAY, null, 0, 0);
            } else {
                owners[kept] = owners[i];
                attributes[kept] = attributes[i];
                entries[kept] = entries[i];
                kept++;
            }
        }
        pending = kept;
    }

    /** How many attributes have a key. */
    int attributesOf(byte[] key) {
        int keyId = keys.findKey(key);
        return keyId < 0 ? 0 : byKey().count(keyId);
    }

    private AttributesByKey byKey() {
        if (byKey == null) {
            byKey = new AttributesByKey(keys, ownerLevel);
        }
        return byKey;
    }

    /** Notes the attributes with a key, the first of each owner. */
    private void find(int keyId, byte[] taken) {
        pending = 0;
        if (asked == 2 || byKey != null) {
            findByKey(keyId, taken);
        } else {
            findAmongAll(keyId, taken);
            asked++;
        }
    }

    private void findByKey(int keyId, byte[] taken) {
        AttributesByKey all = byKey();
        reserve(all.count(keyId));
        int last = -1;
        for (int i = all.first(keyId); i < all.first(keyId + 1); i++) {
            int owner = all.owner(i);
            if (owner != last && (taken == null || taken[owner] == ValueType.NIL)) {
                add(owner, all.attribute(i), all.entry(i));
            }
            last = owner;
        }
    }

    private void findAmongAll(int keyId, byte[] taken) {
        int[] keyIds = keys.keyIds;
        int[] start = keys.start;
        byte[] definition = keys.keyDefinition;
        int present = ownerLevel + 1;
        int entry = -1;
        int attribute = 0;
        for (int owner = 0; owner + 1 < start.length; owner++) {
            int end = start[owner + 1];
            boolean wanted = taken == null || taken[owner] == ValueType.NIL;
            for (; attribute < end; attribute++) {
                entry++;
                while (definition != null && definition[entry] != present) {
                    entry++;
                }
                if (keyIds[attribute] == keyId && wanted) {
                    add(owner, attribute, entry);
                    wanted = false;
                }
            }
        }
    }

    private void reserve(int length) {
        if (owners.length < length) {
            owners = Arrays.copyOf(owners, length);
            attributes = Arrays.copyOf(attributes, length);
            entries = Arrays.copyOf(entries, length);
        }
    }

    private void add(int owner, int attribute, int entry) {
        if (pending == owners.length) {
            reserve(Math.max(256, pending * 2));
        }
        owners[pending] = owner;
        attributes[pending] = attribute;
        entries[pending] = entry;
        pending++;
    }
}
