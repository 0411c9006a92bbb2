package io.tempo.core.otlp;

import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.model.ValueType;

import java.util.Arrays;

/**
 * Decodes one encoded KeyValue after another into the key's string id, the value's {@link
 * ValueType} and the value itself, interning text as it goes. The bytes have been checked by {@link
 * OtlpScanner}.
 *
 * <p>Spans tend to have the same keys in the same order, so the key is first compared with the one
 * that was last seen at the same position; only if it differs is it looked up.
 */
final class AttributeDecoder {

    /** Positions whose last key is remembered. */
    private static final int REMEMBERED = 32;

    private static final int KEY_TAG = 1 << 3 | MessageType.BYTES;
    private static final int VALUE_TAG = 2 << 3 | MessageType.BYTES;

    private static final int STRING_TAG = 1 << 3 | MessageType.BYTES;
    private static final int BOOL_TAG = 2 << 3 | MessageType.VARINT;
    private static final int INT_TAG = 3 << 3 | MessageType.VARINT;
    private static final int DOUBLE_TAG = 4 << 3 | MessageType.FIXED64;

    /** Members of AnyValue. */
    private static final int STRING = 1;

    private static final int BOOL = 2;
    private static final int INT = 3;
    private static final int DOUBLE = 4;
    private static final int ARRAY = 5;

    private final SpanColumnsBuilder out;
    private final int maxBytes;
    private final int[] lastOffset = new int[REMEMBERED];
    private final int[] lastLength = new int[REMEMBERED];
    private final int[] lastKey = new int[REMEMBERED];

    private byte[] bytes;
    private int pos;
    private boolean truncated;
    private int key;
    private byte type;
    private long value;
    private int textOffset;
    private int textLength;

    AttributeDecoder(SpanColumnsBuilder out, int maxBytes) {
        this.out = out;
        this.maxBytes = maxBytes;
    }

    /** Begins with another request. */
    void begin(byte[] body) {
        bytes = body;
        Arrays.fill(lastLength, -1);
    }

    /** String id of the key that was decoded last. */
    int key() {
        return key;
    }

    /** {@link ValueType} of the value that was decoded last. */
    byte type() {
        return type;
    }

    /** The value that was decoded last; a string is looked up now. */
    long value() {
        return type == ValueType.STRING ? out.string(bytes, textOffset, textLength) : value;
    }

    /** Where the string that was decoded last begins. */
    int textOffset() {
        return textOffset;
    }

    /** Bytes of the string that was decoded last. */
    int textLength() {
        return textLength;
    }

    /** Whether the key or the value that was decoded last was cut. */
    boolean truncated() {
        return truncated;
    }

    /**
     * Decodes the KeyValue between two offsets; gives the value's type. A string is not looked up
     * yet.
     *
     * @param position how many attributes the owner has before this one; -1 if the owner's keys are
     *     not worth remembering
     */
    byte decode(int from, int end, int position) {
        truncated = false;
        type = keyAndValue(from, end, position);
        return type;
    }

    private byte keyAndValue(int from, int end, int position) {
        byte[] b = bytes;
        if (end - from >= 4 && b[from] == KEY_TAG && b[from + 1] >= 0) {
            int keyFrom = from + 2;
            int keyEnd = keyFrom + b[from + 1];
            if (end - keyEnd >= 2 && b[keyEnd] == VALUE_TAG) {
                pos = keyEnd + 1;
                int length = length();
                if (pos + length == end) {
                    key = key(keyFrom, keyEnd - keyFrom, position);
                    return value(pos, end);
                }
            }
        }
        return decodeAnyOrder(from, end, position);
    }

    private byte decodeAnyOrder(int from, int end, int position) {
        int keyFrom = from;
        int keyLength = 0;
        int valueFrom = from;
        int valueEnd = from;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            if (cursor.tag() == KEY_TAG) {
                keyFrom = cursor.start();
                keyLength = cursor.length();
            } else if (cursor.tag() == VALUE_TAG) {
                valueFrom = cursor.start();
                valueEnd = cursor.end();
            }
        }
        key = key(keyFrom, keyLength, position);
        return value(valueFrom, valueEnd);
    }

    private int key(int from, int length, int position) {
        if (position < 0 || position >= REMEMBERED) {
            return internKey(from, length);
        }
        int last = lastOffset[position];
        if (lastLength[position] == length
                && Arrays.equals(bytes, from, from + length, bytes, last, last + length)) {
            truncated = length > maxBytes;
            return lastKey[position];
        }
        int id = internKey(from, length);
        lastOffset[position] = from;
        lastLength[position] = length;
        lastKey[position] = id;
        return id;
    }

    /** An AnyValue. Nearly all have one member, with a tag of one byte, and nothing else. */
    private byte value(int from, int end) {
        if (end - from < 2) {
            return valueAnyForm(from, end);
        }
        byte[] b = bytes;
        pos = from + 1;
        switch (b[from]) {
            case STRING_TAG -> {
                int length = length();
                if (pos + length == end) {
                    return string(pos, length);
                }
            }
            case BOOL_TAG -> {
                if (end - from == 2) {
                    value = b[from + 1] != 0 ? 1 : 0;
                    return ValueType.BOOL;
                }
            }
            case INT_TAG -> {
                long number = 0;
                for (int shift = 0; ; shift += 7) {
                    byte next = b[pos++];
                    number |= (long) (next & 0x7F) << shift;
                    if (next >= 0) {
                        break;
                    }
                }
                if (pos == end) {
                    value = number;
                    return ValueType.INT;
                }
            }
            case DOUBLE_TAG -> {
                if (end - from == 9) {
                    value = LittleEndian.getLong(b, pos);
                    return ValueType.DOUBLE;
                }
            }
            default -> {}
        }
        return valueAnyForm(from, end);
    }

    private byte string(int from, int length) {
        textOffset = from;
        textLength = length <= maxBytes ? length : cut(from, length);
        return ValueType.STRING;
    }

    private byte valueAnyForm(int from, int end) {
        int member = member(from, end);
        return switch (member) {
            case STRING -> string(memberStart, memberLength);
            case BOOL, INT, DOUBLE -> {
                value = memberScalar(member);
                yield (byte) scalarType(member);
            }
            case ARRAY -> array(from, end, memberStart, memberStart + memberLength);
            default -> encoded(from, end);
        };
    }

    private byte encoded(int from, int end) {
        value = out.string(bytes, from, end - from);
        return ValueType.OTHER;
    }

    /** A list whose values are all of one scalar type, or else the whole value as it is encoded. */
    private byte array(int from, int end, int listFrom, int listEnd) {
        int type = commonMember(listFrom, listEnd);
        if (type == 0) {
            value = 0;
            return ValueType.EMPTY_ARRAY;
        }
        if (type < 0) {
            return encoded(from, end);
        }
        int start = out.beginArray();
        WireCursor list = new WireCursor(bytes, listFrom, listEnd);
        while (list.next()) {
            if (list.field() == 1) {
                member(list.start(), list.end());
                out.element(memberScalar(type));
            }
        }
        value = out.endArray(start);
        return ValueType.arrayOf(scalarType(type));
    }

    /** The scalar member that all values of a list have; 0 if it is empty, -1 if they differ. */
    private int commonMember(int from, int end) {
        int common = 0;
        WireCursor list = new WireCursor(bytes, from, end);
        while (list.next()) {
            if (list.field() != 1) {
                continue;
            }
            int member = member(list.start(), list.end());
            if (member < STRING || member > DOUBLE || common != 0 && member != common) {
                return -1;
            }
            common = member;
        }
        return common;
    }

    // What member() found.
    private int memberStart;
    private int memberLength;
    private long memberNumber;

    /** Finds the member that an AnyValue has; gives its field number, or 0 if none is set. */
    private int member(int from, int end) {
        int member = 0;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            if (MessageType.ANY_VALUE.field(cursor.field()) != null) {
                member = cursor.field();
                memberStart = cursor.start();
                memberLength = cursor.length();
                memberNumber = cursor.number();
            }
        }
        return member;
    }

    private long memberScalar(int member) {
        return switch (member) {
            case STRING -> out.string(bytes, memberStart, memberLength);
            case BOOL -> memberNumber != 0 ? 1 : 0;
            case INT -> memberNumber;
            default -> LittleEndian.getLong(bytes, memberStart);
        };
    }

    private static byte scalarType(int member) {
        return switch (member) {
            case STRING -> ValueType.STRING;
            case BOOL -> ValueType.BOOL;
            case INT -> ValueType.INT;
            default -> ValueType.DOUBLE;
        };
    }

    private int internKey(int from, int length) {
        return out.string(bytes, from, length <= maxBytes ? length : cut(from, length));
    }

    /** How much to keep of a text that is too long: up to the character that does not fit. */
    private int cut(int from, int length) {
        truncated = true;
        int end = from + maxBytes;
        int floor = Math.max(from, end - 3);
        int p = end;
        while (p > floor && (bytes[p] & 0xC0) == 0x80) {
            p--;
        }
        return (bytes[p] & 0xC0) == 0x80 ? maxBytes : p - from;
    }

    private int length() {
        int b = bytes[pos++];
        if (b >= 0) {
            return b;
        }
        int value = b & 0x7F;
        for (int shift = 7; ; shift += 7) {
            b = bytes[pos++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
