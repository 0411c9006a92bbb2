package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.Static;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A register: one value, overwritten again and again, so that evaluating an expression on a span
 * allocates nothing. What is kept beyond the next span becomes a {@link Value}.
 */
final class Cell {

    byte type;

    /**
     * INT, DURATION: the number. FLOAT: raw bits. BOOL: 0 or 1. STATUS, KIND: OTLP's number.
     * Arrays: {@link ValueType#array}.
     */
    long bits;

    /** STRING: where its text lies. */
    byte[] text;

    int offset;
    int length;

    /** Arrays: their elements, and what string elements point into. */
    long[] elements;

    ByteStrings strings;

    void setNil() {
        type = Type.NIL;
    }

    void setInt(long value) {
        type = Type.INT;
        bits = value;
    }

    void setFloat(double value) {
        type = Type.FLOAT;
        bits = Double.doubleToRawLongBits(value);
    }

    void setBool(boolean value) {
        type = Type.BOOL;
        bits = value ? 1 : 0;
    }

    void setNumber(byte numberType, long value) {
        type = numberType;
        bits = value;
    }

    void setText(byte[] bytes, int from, int count) {
        type = Type.STRING;
        text = bytes;
        offset = from;
        length = count;
    }

    void setText(ByteStrings source, int id) {
        setText(source.bytes(), source.offset(id), source.length(id));
    }

    /** The value of a column's owner. An array of one element is that element. */
    void setAttribute(AttributeColumn column, int owner) {
        byte columnType = column.types()[owner];
        long value = column.values()[owner];
        if (ValueType.isArray(columnType) && ValueType.arrayCount(value) == 1) {
            value = column.elements()[ValueType.arrayStart(value)];
            columnType = ValueType.elementType(columnType);
        }
        type = Type.ofColumn(columnType);
        bits = value;
        if (type == Type.STRING) {
            setText(column.strings(), (int) value);
        } else if (Type.isArray(type)) {
            elements = column.elements();
            strings = column.strings();
        }
    }

    /** Element {@code i} of an array in another cell. */
    void setElement(Cell array, int i) {
        long element = array.elements[ValueType.arrayStart(array.bits) + i];
        type = Type.elementType(array.type);
        bits = element;
        if (type == Type.STRING) {
            setText(array.strings, (int) element);
        }
    }

    int elementCount() {
        return ValueType.arrayCount(bits);
    }

    void set(Static value) {
        switch (value) {
            case Static.StringValue s -> {
                byte[] bytes = s.value().getBytes(StandardCharsets.UTF_8);
                setText(bytes, 0, bytes.length);
            }
            case Static.IntValue i -> setInt(i.value());
            case Static.FloatValue f -> setFloat(f.value());
            case Static.BooleanValue b -> setBool(b.value());
            case Static.DurationValue d -> setNumber(Type.DURATION, d.nanos());
            case Static.StatusValue s -> setNumber(Type.STATUS, s.value().code());
            case Static.KindValue k -> setNumber(Type.KIND, k.value().code());
            case Static.Nil nil -> setNil();
        }
    }

    void set(Cell other) {
        type = other.type;
        bits = other.bits;
        text = other.text;
        offset = other.offset;
        length = other.length;
        elements = other.elements;
        strings = other.strings;
    }

    boolean isTrue() {
        return type == Type.BOOL && bits != 0;
    }

    /** An int, float or duration as a double. */
    double number() {
        return type == Type.FLOAT ? Double.longBitsToDouble(bits) : bits;
    }

    int compareText(Cell other) {
        return Arrays.compareUnsigned(
                text,
                offset,
                offset + length,
                other.text,
                other.offset,
                other.offset + other.length);
    }

    boolean equalText(Cell other) {
        return length == other.length
                && Arrays.equals(
                        text,
                        offset,
                        offset + length,
                        other.text,
                        other.offset,
                        other.offset + other.length);
    }
}
