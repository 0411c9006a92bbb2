package io.tempo.core.otlp;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.model.ValueType;

/** Encodes attribute values of columns as OTLP's AnyValue. Text that is not UTF-8 is repaired. */
final class AnyValueEncoder {

    private final ByteStrings strings;
    private final long[] elements;
    private final ProtoWriter out;

    AnyValueEncoder(ByteStrings strings, long[] elements, ProtoWriter out) {
        this.strings = strings;
        this.elements = elements;
        this.out = out;
    }

    /** Writes the members of an AnyValue, without tag and length around them. */
    void write(byte type, long value) {
        switch (type) {
            case ValueType.STRING -> text(1, (int) value);
            case ValueType.BOOL -> out.varint(2, value);
            case ValueType.INT -> out.varint(3, value);
            case ValueType.DOUBLE -> out.fixed64(4, value);
            case ValueType.EMPTY_ARRAY -> out.end(out.begin(5));
            case ValueType.STRING_ARRAY,
                    ValueType.INT_ARRAY,
                    ValueType.DOUBLE_ARRAY,
                    ValueType.BOOL_ARRAY ->
                    array(ValueType.elementType(type), value);
            case ValueType.OTHER -> {
                int id = (int) value;
                int from = strings.offset(id);
                copy(MessageType.ANY_VALUE, strings.bytes(), from, from + strings.length(id));
            }
            default -> {}
        }
    }

    /** Writes a text field; also an empty one. */
    void text(int field, int id) {
        text(field, strings.bytes(), strings.offset(id), strings.length(id));
    }

    private void text(int field, byte[] bytes, int offset, int length) {
        if (Utf8.isValid(bytes, offset, length)) {
            out.bytes(field, bytes, offset, length);
        } else {
            out.bytes(field, Utf8.repair(bytes, offset, length));
        }
    }

    private void array(byte elementType, long value) {
        int start = ValueType.arrayStart(value);
        int end = start + ValueType.arrayCount(value);
        int array = out.begin(5);
        for (int e = start; e < end; e++) {
            int element = out.begin(1);
            write(elementType, elements[e]);
            out.end(element);
        }
        out.end(array);
    }

    /** A value that was kept as it was encoded; only its text is looked at. */
    private void copy(MessageType type, byte[] bytes, int from, int end) {
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            MessageType.Field field = type.field(cursor.field());
            if (field != null && field.message() != null) {
                int mark = out.begin(field.number());
                copy(field.message(), bytes, cursor.start(), cursor.end());
                out.end(mark);
            } else if (field != null && field.kind() == MessageType.Kind.TEXT) {
                text(field.number(), bytes, cursor.start(), cursor.length());
            } else {
                out.raw(bytes, cursor.tagStart(), cursor.end() - cursor.tagStart());
            }
        }
    }
}
