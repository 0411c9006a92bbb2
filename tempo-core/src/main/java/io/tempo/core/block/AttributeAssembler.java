package io.tempo.core.block;

import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.BlockSchema.AttributeLeaves;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.ValueType;
import io.tempo.core.parquet.LeafData;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the attributes of the owners of one scope together again: the generic list, then dedicated
 * columns in the order of the block's meta, then a resource's {@code service.name}, then the fixed
 * columns of older versions. Strings go into the builder that the attributes are for.
 */
final class AttributeAssembler {

    private static final String SERVICE_NAME = "service.name";

    private final RowRange rows;
    private final SpanColumnsBuilder builder;
    private final GenericAttributes generic;
    private final InternedStrings keys;
    private final AnyValueColumns anyValues;

    /** Generic values that are encoded AnyValues instead of text, as in vParquet3's events. */
    private final boolean encodedValues;

    private final List<Own> own = new ArrayList<>();

    /** Of the leaf of string values, made for the first of them. */
    private InternedStrings strings;

    /** Takes the attributes of an owner. */
    interface Sink {
        /** An attribute; key, type and value as in {@link io.tempo.core.columns.SpanColumns}. */
        void add(int key, byte type, long value);
    }

    /**
     * The values of an attribute with a leaf of its own.
     *
     * @param key the builder's id
     * @param start first value of each owner, and one more; null if each has exactly one
     * @param strings null for numbers
     */
    private record Own(int key, LeafData data, int[] start, InternedStrings strings) {}

    /**
     * Reads the attributes of all owners.
     *
     * @param ownerLevel as in {@link GenericAttributes#read}
     */
    AttributeAssembler(
            RowRange rows,
            SpanColumnsBuilder builder,
            AttributeLeaves leaves,
            int ownerLevel,
            int owners)
            throws IOException {
        this.rows = rows;
        this.builder = builder;
        this.generic = GenericAttributes.read(rows, leaves, ownerLevel, owners);
        this.keys = new InternedStrings(builder, generic.keys, generic.count);
        this.anyValues = new AnyValueColumns(ValueStore.of(builder));
        this.encodedValues = leaves.value() >= 0 && leaves.valueInt() < 0;
        if (generic.count > 0) {
            generic.load();
        }
    }

    /** Reads the leaves of attributes that have one; they come after those added before. */
    void addColumns(List<AttributeLeaf> leaves, int ownerLevel, int owners) throws IOException {
        for (AttributeLeaf leaf : leaves) {
            if (rows.mayHaveValues(leaf.leaf())) {
                LeafData data = rows.read(leaf.leaf());
                if (data.valueCount() > 0) {
                    int[] start = rows.starts(leaf.leaf(), data, ownerLevel, owners);
                    own.add(new Own(string(leaf.key()), data, start, interned(data)));
                }
            }
        }
    }

    /** Reads the leaf of services' names; an empty name is none. */
    void addServiceName(int leaf, int owners) throws IOException {
        LeafData data = rows.readRequired(leaf, owners);
        own.add(new Own(string(SERVICE_NAME), data, null, interned(data)));
    }

    /** Gives all attributes of an owner. */
    void emit(int owner, Sink sink) throws IOException {
        for (int a = generic.start[owner]; a < generic.start[owner + 1]; a++) {
            emitGeneric(a, sink);
        }
        for (Own column : own) {
            emitOwn(column, owner, sink);
        }
    }

    private void emitGeneric(int attribute, Sink sink) throws IOException {
        generic.resolve(attribute);
        byte type = generic.type;
        if (type == ValueType.NIL) {
            return;
        }
        int key = keys.id(generic.keyIds[attribute]);
        LeafData data = generic.values;
        if (type == ValueType.OTHER) {
            if (data == null) {
                sink.add(key, type, builder.string(new byte[0], 0, 0));
            } else {
                anyValues.setJson(
                        data.strings().get(data.ids()[generic.first]), rows.schema.version());
                sink.add(key, anyValues.type(), anyValues.value());
            }
        } else if (encodedValues && type == ValueType.STRING) {
            anyValues.setEncoded(data.strings().get(data.ids()[generic.first]));
            sink.add(key, anyValues.type(), anyValues.value());
        } else if (type == ValueType.EMPTY_ARRAY) {
            sink.add(key, type, 0);
        } else if (ValueType.isArray(type)) {
            int start = builder.beginArray();
            for (int i = 0; i < generic.elements; i++) {
                builder.element(genericValue(data, generic.first + i));
            }
            sink.add(key, type, builder.endArray(start));
        } else {
            sink.add(key, type, genericValue(data, generic.first));
        }
    }

    private long genericValue(LeafData data, int value) {
        if (data.ids() == null) {
            return data.numbers()[value];
        }
        if (strings == null) {
            strings = interned(data);
        }
        return strings.id(data.ids()[value]);
    }

    private void emitOwn(Own column, int owner, Sink sink) {
        int from = owner;
        int count = 1;
        LeafData data = column.data;
        if (column.start == null) {
            if (data.strings().length(data.ids()[owner]) == 0) {
                return;
            }
        } else {
            from = column.start[owner];
            count = column.start[owner + 1] - from;
        }
        byte scalar = column.strings != null ? ValueType.STRING : ValueType.INT;
        if (count == 1) {
            sink.add(column.key, scalar, ownValue(column, from));
        } else if (count > 1) {
            int start = builder.beginArray();
            for (int i = 0; i < count; i++) {
                builder.element(ownValue(column, from + i));
            }
            sink.add(column.key, ValueType.arrayOf(scalar), builder.endArray(start));
        }
    }

    private static long ownValue(Own column, int value) {
        return column.strings != null
                ? column.strings.id(column.data.ids()[value])
                : column.data.numbers()[value];
    }

    private InternedStrings interned(LeafData data) {
        return data.ids() == null
                ? null
                : new InternedStrings(builder, data.strings(), data.valueCount());
    }

    private int string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return builder.string(bytes, 0, bytes.length);
    }
}
