package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.BlockSchema.AttributeLeaves;
import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.columns.TraceTable.AttributeEntries;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of one scope in a row group. Leaves are decoded once, and only when a key that is
 * asked for may be among them: the dictionary of the generic list's keys is asked first.
 */
final class TableAttributes {

    private final RowRange rows;
    private final AttributeLeaves leaves;
    private final int ownerLevel;
    private final int owners;

    /** Generic values that are encoded AnyValues instead of text, as in vParquet3's events. */
    private final boolean encodedValues;

    /** Leaves of one attribute each, those that win first. */
    private final List<AttributeLeaf> own;

    /** The leaf of services' names, where this is the resource; else -1. */
    private final int serviceNameLeaf;

    private final Map<String, Optional<AttributeColumn>> columns = new HashMap<>();
    private final Map<Integer, Optional<ByteStrings>> dictionaries = new HashMap<>();
    private final AttributeEntriesBuilder entries = new AttributeEntriesBuilder();
    private GenericLookup generic;

    TableAttributes(
            RowRange rows,
            AttributeLeaves leaves,
            int ownerLevel,
            int owners,
            List<AttributeLeaf> fixed,
            List<AttributeLeaf> dedicated,
            int serviceNameLeaf) {
        this.rows = rows;
        this.leaves = leaves;
        this.ownerLevel = ownerLevel;
        this.owners = owners;
        this.encodedValues = leaves.value() >= 0 && leaves.valueInt() < 0;
        this.own = new ArrayList<>(fixed);
        this.own.addAll(dedicated);
        this.serviceNameLeaf = serviceNameLeaf;
    }

    /** The column of a key; null if no owner has it. */
    AttributeColumn column(String key) throws IOException {
        Optional<AttributeColumn> known = columns.get(key);
        if (known == null) {
            known = Optional.ofNullable(read(key));
            columns.put(key, known);
        }
        return known.orElse(null);
    }

    /**
     * The values of a key, until the next call; null if no owner has it. A column is made, and
     * kept, only of a key that lies in several places.
     */
    AttributeEntries entries(String key) throws IOException {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        boolean service = serviceNameLeaf >= 0 && key.equals(BlockTraceTable.SERVICE_NAME);
        boolean generically = owners > 0 && mayContain(leaves.key(), keyBytes);
        List<Integer> ownLeaves = ownLeaves(key);
        int places = ownLeaves.size() + (service ? 1 : 0) + (generically ? 1 : 0);
        if (places > 1 || columns.containsKey(key)) {
            AttributeColumn column = column(key);
            return column == null ? null : AttributeEntries.of(column);
        }
        if (owners == 0 || places == 0) {
            return null;
        }
        entries.begin(generically ? generic().attributesOf(keyBytes) : owners);
        if (service) {
            addServiceName(entries);
        } else if (generically) {
            addGeneric(keyBytes, null, entries);
        } else {
            addOwn(ownLeaves.get(0), null, entries);
        }
        return entries.build();
    }

    /** The leaves of this attribute alone that may have values, in the order in which they win. */
    private List<Integer> ownLeaves(String key) {
        List<Integer> found = new ArrayList<>();
        for (AttributeLeaf leaf : own) {
            if (leaf.key().equals(key) && rows.mayHaveValues(leaf.leaf())) {
                found.add(leaf.leaf());
            }
        }
        return found;
    }

    /** Adds every key that some owner has. */
    void addKeys(Set<String> keys) throws IOException {
        ByteStrings generically = dictionary(leaves.key());
        if (generically == null && rows.mayHaveValues(leaves.key())) {
            generically = generic().keys();
        }
        for (int id = 0; generically != null && id < generically.size(); id++) {
            keys.add(generically.text(id));
        }
        for (AttributeLeaf leaf : own) {
            if (!keys.contains(leaf.key()) && hasValue(leaf.leaf())) {
                keys.add(leaf.key());
            }
        }
        if (serviceNameLeaf >= 0
                && !keys.contains(BlockTraceTable.SERVICE_NAME)
                && column(BlockTraceTable.SERVICE_NAME) != null) {
            keys.add(BlockTraceTable.SERVICE_NAME);
        }
    }

    /** Whether some owner may have the text as, or in, its value. */
    boolean mayContain(String key, byte[] value) throws IOException {
        for (AttributeLeaf leaf : own) {
            if (leaf.key().equals(key) && mayContain(leaf.leaf(), value)) {
                return true;
            }
        }
        if (serviceNameLeaf >= 0
                && key.equals(BlockTraceTable.SERVICE_NAME)
                && mayContain(serviceNameLeaf, value)) {
            return true;
        }
        return mayContain(leaves.key(), key.getBytes(StandardCharsets.UTF_8))
                && (encodedValues
                        || leaves.valueArray() >= 0 && rows.mayHaveValues(leaves.valueArray())
                        || mayContain(leaves.value(), value));
    }

    private boolean mayContain(int leaf, byte[] value) throws IOException {
        ByteStrings dictionary = dictionary(leaf);
        return dictionary != null ? dictionary.find(value) >= 0 : rows.mayContain(leaf, value);
    }

    private ByteStrings dictionary(int leaf) throws IOException {
        Optional<ByteStrings> known = dictionaries.get(leaf);
        if (known == null) {
            known =
                    rows.mayHaveValues(leaf)
                            ? Optional.ofNullable(rows.dictionary(leaf))
                            : Optional.empty();
            dictionaries.put(leaf, known);
        }
        return known.orElse(null);
    }

    private boolean hasValue(int leaf) throws IOException {
        if (!rows.mayHaveValues(leaf)) {
            return false;
        }
        ByteStrings dictionary = dictionary(leaf);
        return dictionary != null ? dictionary.size() > 0 : rows.read(leaf).valueCount() > 0;
    }

    private GenericLookup generic() throws IOException {
        if (generic == null) {
            generic = GenericLookup.read(rows, leaves, ownerLevel, owners);
        }
        return generic;
    }

    private AttributeColumn read(String key) throws IOException {
        if (owners == 0) {
            return null;
        }
        AttributeColumnBuilder column = new AttributeColumnBuilder(owners);
        if (serviceNameLeaf >= 0 && key.equals(BlockTraceTable.SERVICE_NAME)) {
            addServiceName(column);
        }
        for (int leaf : ownLeaves(key)) {
            addOwn(leaf, column.types, column);
        }
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        if (mayContain(leaves.key(), keyBytes)) {
            addGeneric(keyBytes, column.types, column);
        }
        return column.build();
    }

    private void addServiceName(AttributeCollector column) throws IOException {
        LeafData data = rows.readRequired(serviceNameLeaf, owners);
        column.take(data.strings());
        for (int owner = 0; owner < owners; owner++) {
            int id = data.ids()[owner];
            if (data.strings().length(id) > 0) {
                column.set(owner, ValueType.STRING, id);
            }
        }
    }

    /**
     * Adds what a leaf of this attribute alone has.
     *
     * @param taken as for {@link #addGeneric}
     */
    private void addOwn(int leaf, byte[] taken, AttributeCollector column) throws IOException {
        LeafData data = rows.read(leaf);
        if (data.valueCount() == 0) {
            return;
        }
        int[] start = rows.starts(leaf, data, ownerLevel, owners);
        StringIds strings = data.ids() == null ? null : StringIds.ofMost(data, column);
        byte scalar = strings == null ? ValueType.INT : ValueType.STRING;
        for (int owner = 0; owner < owners; owner++) {
            int from = start[owner];
            int count = start[owner + 1] - from;
            if (count == 0 || taken != null && taken[owner] != ValueType.NIL) {
                continue;
            }
            if (count == 1) {
                column.set(owner, scalar, value(data, strings, from));
            } else {
                column.set(
                        owner,
                        ValueType.arrayOf(scalar),
                        array(column, data, strings, from, count));
            }
        }
    }

    /**
     * Adds what the generic list has of a key.
     *
     * @param taken {@link ValueType} of the value that an owner has already; null if none has any
     */
    private void addGeneric(byte[] key, byte[] taken, AttributeCollector column)
            throws IOException {
        AnyValueColumns anyValues = new AnyValueColumns(column);
        StringIds[] strings = new StringIds[1];
        generic()
                .values(
                        key,
                        taken,
                        (owner, type, data, first, count) -> {
                            if (data == null) {
                                boolean other = type == ValueType.OTHER;
                                long value = other ? column.string(new byte[0], 0, 0) : 0;
                                column.set(owner, type, value);
                            } else if (type == ValueType.OTHER || encodedValues) {
                                setEncoded(owner, type, bytes(data, first), anyValues, column);
                            } else {
                                if (strings[0] == null && data.ids() != null) {
                                    strings[0] =
                                            taken == null
                                                    ? StringIds.ofMost(data, column)
                                                    : StringIds.ofSome(data, column);
                                }
                                long value =
                                        ValueType.isArray(type)
                                                ? array(column, data, strings[0], first, count)
                                                : value(data, strings[0], first);
                                column.set(owner, type, value);
                            }
                        });
    }

    private void setEncoded(
            int owner,
            byte type,
            byte[] encoded,
            AnyValueColumns anyValues,
            AttributeCollector column)
            throws IOException {
        if (type == ValueType.OTHER) {
            anyValues.setJson(encoded, rows.schema.version());
        } else {
            anyValues.setEncoded(encoded);
        }
        column.set(owner, anyValues.type(), anyValues.value());
    }

    private static byte[] bytes(LeafData data, int value) {
        return data.strings().get(data.ids()[value]);
    }

    private static long value(LeafData data, StringIds strings, int value) {
        return data.ids() == null ? data.numbers()[value] : strings.id(data.ids()[value]);
    }

    private static long array(
            AttributeCollector column, LeafData data, StringIds strings, int from, int count) {
        int start = column.beginArray();
        for (int i = from; i < from + count; i++) {
            column.element(value(data, strings, i));
        }
        return column.endArray(start);
    }
}
