package io.tempo.core.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the fields of one protobuf message. It ends at the first thing that is not
 * well-formed, as if the message ended there.
 */
final class ProtoReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] message;
    private final int end;
    private int position;
    private int field;
    private int wireType;
    private long number;
    private int contentStart;

    ProtoReader(byte[] message, int from, int to) {
        this.message = message;
        this.position = from;
        this.end = to;
    }

    /** Goes to the next field; false at the end. */
    boolean next() {
        if (position >= end || !varint()) {
            return false;
        }
        field = (int) (number >>> 3);
        wireType = (int) number & 7;
        return switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> fixed(8);
            case FIXED32 -> fixed(4);
            case LENGTH -> {
                if (!varint() || number < 0 || number > end - position) {
                    yield stop();
                }
                contentStart = position;
                position += (int) number;
                yield true;
            }
            default -> stop();
        };
    }

    int field() {
        return field;
    }

    /** Whether the field has a length and content; else it is a number. */
    boolean isBytes() {
        return wireType == LENGTH;
    }

    /** The number of a field that is one, as its bits. */
    long number() {
        return number;
    }

    /** A reader over the content. */
    ProtoReader content() {
        return new ProtoReader(message, contentStart, position);
    }

    /** All bytes that this reader is about to walk over. */
    byte[] bytes() {
        return Arrays.copyOfRange(message, position, end);
    }

    /** All bytes that this reader is about to walk over, as text. */
    String text() {
        return new String(message, position, end - position, StandardCharsets.UTF_8);
    }

    private boolean varint() {
        long value = 0;
        for (int shift = 0; shift < 64 && position < end; shift += 7) {
            byte b = message[position++];
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                number = value;
                return true;
            }
        }
        return stop();
    }

    private boolean fixed(int bytes) {
        if (end - position < bytes) {
            return stop();
        }
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        number = bytes == 8 ? in.getLong(position) : in.getInt(position);
        position += bytes;
        return true;
    }

    private boolean stop() {
        position = end;
        return false;
    }
}
