package io.tempo.core.otlp;

/**
 * Walks over the fields of an encoded message that is known to be well-formed. For paths that are
 * not hot; it does no checks of its own.
 */
final class WireCursor {

    private final byte[] bytes;
    private final int limit;
    private int pos;

    private int tag;
    private int tagStart;
    private int start;
    private long number;

    WireCursor(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        pos = from;
        limit = end;
    }

    /** Moves to the next field; false if there is none. */
    boolean next() {
        if (pos >= limit) {
            return false;
        }
        tagStart = pos;
        tag = (int) varint();
        start = pos;
        switch (tag & 7) {
            case MessageType.VARINT -> number = varint();
            case MessageType.FIXED64 -> pos += 8;
            case MessageType.BYTES -> {
                int length = (int) varint();
                start = pos;
                pos += length;
            }
            case MessageType.START_GROUP -> pos = groupEnd(bytes, pos);
            case MessageType.END_GROUP -> {}
            default -> pos += 4;
        }
        return true;
    }

    int tag() {
        return tag;
    }

    int field() {
        return tag >>> 3;
    }

    /** Where the field's tag begins. */
    int tagStart() {
        return tagStart;
    }

    /** Where the field's content begins. */
    int start() {
        return start;
    }

    /** Where the field ends. */
    int end() {
        return pos;
    }

    /** Bytes of the field's content. */
    int length() {
        return pos - start;
    }

    /** The value of a varint field. */
    long number() {
        return number;
    }

    /** The value of a fixed64 field. */
    long fixed64() {
        return LittleEndian.getLong(bytes, start);
    }

    /** Where the group ends whose content begins at {@code from}: behind its end tag. */
    static int groupEnd(byte[] bytes, int from) {
        WireCursor inside = new WireCursor(bytes, from, Integer.MAX_VALUE);
        while (true) {
            inside.next();
            if ((inside.tag & 7) == MessageType.END_GROUP) {
                return inside.pos;
            }
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[pos++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
