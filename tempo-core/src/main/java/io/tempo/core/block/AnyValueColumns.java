package io.tempo.core.block;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.tempo.core.model.ValueType;

import java.io.IOException;

/**
 * Turns values that blocks keep encoded, as JSON or as protobuf, into values of columns. For the
 * rare values that have no leaf of their type, and for vParquet3.
 */
final class AnyValueColumns {

    private final ValueStore store;
    private byte type;
    private long value;

    AnyValueColumns(ValueStore store) {
        this.store = store;
    }

    /** {@link ValueType} of the value that was set last. */
    byte type() {
        return type;
    }

    /** The value that was set last, as its type says. */
    long value() {
        return value;
    }

    /** Sets the value from its JSON; vParquet3 keeps arrays of one type so, too. */
    void setJson(byte[] json, BlockVersion version) throws IOException {
        byte[] encoded;
        try {
            encoded = AnyValueJson.fromJson(json);
        } catch (IllegalArgumentException e) {
            throw new IOException("an attribute has a damaged value: " + e.getMessage(), e);
        }
        switch (version) {
            case VPARQUET3 -> setEncoded(encoded);
            case VPARQUET4, VPARQUET5 -> setOther(encoded);
        }
    }

    /** Sets the value from an encoded {@code AnyValue}, as vParquet3 keeps those of events. */
    void setEncoded(byte[] anyValue) throws IOException {
        set(AnyValue.parseFrom(anyValue));
    }

    /** Sets the value. */
    void set(AnyValue v) {
        switch (v.getValueCase()) {
            case STRING_VALUE, INT_VALUE, DOUBLE_VALUE, BOOL_VALUE -> {
                type = scalarType(v);
                value = scalar(v);
            }
            case ARRAY_VALUE -> setArray(v);
            case KVLIST_VALUE, BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET ->
                    setOther(v.toByteArray());
        }
    }

    private void setOther(byte[] encoded) {
        type = ValueType.OTHER;
        value = string(encoded);
    }

    private void setArray(AnyValue v) {
        ArrayValue array = v.getArrayValue();
        if (array.getValuesCount() == 0) {
            type = ValueType.EMPTY_ARRAY;
            value = 0;
            return;
        }
        byte elementType = scalarType(array.getValues(0));
        for (AnyValue element : array.getValuesList()) {
            if (scalarType(element) != elementType || elementType == ValueType.NIL) {
                setOther(v.toByteArray());
                return;
            }
        }
        int start = store.beginArray();
        for (AnyValue element : array.getValuesList()) {
            store.element(scalar(element));
        }
        type = ValueType.arrayOf(elementType);
        value = store.endArray(start);
    }

    private static byte scalarType(AnyValue v) {
        return switch (v.getValueCase()) {
            case STRING_VALUE -> ValueType.STRING;
            case INT_VALUE -> ValueType.INT;
            case DOUBLE_VALUE -> ValueType.DOUBLE;
            case BOOL_VALUE -> ValueType.BOOL;
            default -> ValueType.NIL;
        };
    }

    private long scalar(AnyValue v) {
        return switch (v.getValueCase()) {
            case STRING_VALUE -> string(v.getStringValueBytes().toByteArray());
            case INT_VALUE -> v.getIntValue();
            case DOUBLE_VALUE -> Double.doubleToRawLongBits(v.getDoubleValue());
            case BOOL_VALUE -> v.getBoolValue() ? 1 : 0;
            default -> throw new IllegalArgumentException("not a scalar: " + v.getValueCase());
        };
    }

    private int string(byte[] bytes) {
        return store.string(bytes, 0, bytes.length);
    }
}
