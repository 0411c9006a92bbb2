package io.tempo.core.traceql.engine;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.tempo.core.config.GoDuration;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.SpanKind;
import io.tempo.core.traceql.Status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that a query computed, kept. Values are equal if they have one type and one content: the
 * int 1, the float 1.0 and the string "1" are three values.
 */
public final class Value {

    /** The value of what a span does not have. */
    public static final Value NIL = new Value(Type.NIL, 0, "", List.of());

    private final byte type;
    private final long bits;
    private final String text;
    private final List<Value> elements;

    private Value(byte type, long bits, String text, List<Value> elements) {
        this.type = type;
        this.bits = bits;
        this.text = text;
        this.elements = elements;
    }

    /** Keeps what is in a register. */
    static Value of(Cell cell) {
        if (cell.type == Type.NIL) {
            return NIL;
        }
        if (cell.type == Type.STRING) {
            String text = new String(cell.text, cell.offset, cell.length, StandardCharsets.UTF_8);
            return new Value(Type.STRING, 0, text, List.of());
        }
        if (!Type.isArray(cell.type)) {
            return new Value(cell.type, cell.bits, "", List.of());
        }
        int count = ValueType.arrayCount(cell.bits);
        List<Value> elements = new ArrayList<>(count);
        Cell element = new Cell();
        for (int i = 0; i < count; i++) {
            element.setElement(cell, i);
            elements.add(of(element));
        }
        return new Value(cell.type, 0, "", elements);
    }

    /** A number, boolean, status or kind; its bits are as in a {@link Cell}. */
    static Value of(byte scalarType, long bits) {
        return new Value(scalarType, bits, "", List.of());
    }

    static Value ofText(String text) {
        return new Value(Type.STRING, 0, text, List.of());
    }

    /** An array of some of the elements of another; the element itself if it is but one. */
    static Value ofElements(byte arrayType, List<Value> elements) {
        return elements.size() == 1
                ? elements.get(0)
                : new Value(arrayType, 0, "", List.copyOf(elements));
    }

    public boolean isNil() {
        return type == Type.NIL;
    }

    /** Whether there is something to show: neither nil, nor a map, bytes or an empty array. */
    public boolean isVisible() {
        return type != Type.NIL && type != Type.OPAQUE;
    }

    /**
     * The value in results: durations, statuses and kinds as strings, nil as the string {@code
     * nil}.
     */
    public AnyValue toAnyValue() {
        AnyValue.Builder builder = AnyValue.newBuilder();
        switch (type) {
            case Type.INT -> builder.setIntValue(bits);
            case Type.FLOAT -> builder.setDoubleValue(Double.longBitsToDouble(bits));
            case Type.STRING -> builder.setStringValue(text);
            case Type.BOOL -> builder.setBoolValue(bits != 0);
            case Type.DURATION -> builder.setStringValue(GoDuration.format(bits));
            case Type.STATUS -> builder.setStringValue(statusWord(bits));
            case Type.KIND -> builder.setStringValue(kindWord(bits));
            case Type.INT_ARRAY, Type.FLOAT_ARRAY, Type.STRING_ARRAY, Type.BOOL_ARRAY -> {
                ArrayValue.Builder array = ArrayValue.newBuilder();
                for (Value element : elements) {
                    array.addValues(element.toAnyValue());
                }
                builder.setArrayValue(array);
            }
            default -> builder.setStringValue("nil");
        }
        return builder.build();
    }

    private static String statusWord(long code) {
        for (Status status : Status.values()) {
            if (status.code() == code) {
                return status.word();
            }
        }
        return "status(" + code + ")";
    }

    private static String kindWord(long code) {
        for (SpanKind kind : SpanKind.values()) {
            if (kind.code() == code) {
                return kind.word();
            }
        }
        return "kind(" + code + ")";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value v
                && type == v.type
                && bits == v.bits
                && text.equals(v.text)
                && elements.equals(v.elements);
    }

    @Override
    public int hashCode() {
        return ((type * 31 + Long.hashCode(bits)) * 31 + text.hashCode()) * 31
                + elements.hashCode();
    }

    @Override
    public String toString() {
        return toAnyValue().toString().trim();
    }
}
