package io.tempo.core.otlp;

import java.util.Arrays;

/**
 * Writes protobuf fields into a growing array. An embedded message is {@link #begin}, its fields,
 * {@link #end}; its content moves up by a few bytes if its length needs more than one.
 */
final class ProtoWriter {

    private byte[] bytes;
    private int size;

    ProtoWriter(int expectedBytes) {
        bytes = new byte[Math.max(16, expectedBytes)];
    }

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void varint(int field, long value) {
        ensure(20);
        size = Varint.put(bytes, size, (long) field << 3 | MessageType.VARINT);
        size = Varint.put(bytes, size, value);
    }

    void fixed64(int field, long value) {
        ensure(20);
        size = Varint.put(bytes, size, (long) field << 3 | MessageType.FIXED64);
        LittleEndian.putLong(bytes, size, value);
        size += 8;
    }

    void fixed32(int field, int value) {
        ensure(20);
        size = Varint.put(bytes, size, (long) field << 3 | MessageType.FIXED32);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void bytes(int field, byte[] source, int offset, int length) {
        ensure(20 + (long) length);
        size = Varint.put(bytes, size, (long) field << 3 | MessageType.BYTES);
        size = Varint.put(bytes, size, length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    void bytes(int field, byte[] source) {
        bytes(field, source, 0, source.length);
    }

    /** Bytes that are encoded already. */
    void raw(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Begins an embedded message; hand the result to {@link #end}. */
    int begin(int field) {
        ensure(20);
        size = Varint.put(bytes, size, (long) field << 3 | MessageType.BYTES);
        size++;
        return size;
    }

    void end(int mark) {
        int length = size - mark;
        int extra = Varint.size(length) - 1;
        if (extra > 0) {
            ensure(extra);
            System.arraycopy(bytes, mark, bytes, mark + extra, length);
            size += extra;
        }
        Varint.put(bytes, mark - 1, length);
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalStateException("an encoded message is larger than 2 GiB");
            }
            bytes =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            Math.max(needed, bytes.length * 2L),
                                            Integer.MAX_VALUE - 16));
        }
    }
}
