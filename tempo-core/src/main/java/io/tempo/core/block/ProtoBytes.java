package io.tempo.core.block;

import java.io.ByteArrayOutputStream;

/** Writes the fields of one protobuf message. */
final class ProtoBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void varint(int field, long value) {
        raw((long) field << 3);
        raw(value);
    }

    void fixed64(int field, long bits) {
        raw((long) field << 3 | 1);
        for (int shift = 0; shift < 64; shift += 8) {
            out.write((int) (bits >>> shift));
        }
    }

    void bytes(int field, byte[] content) {
        raw((long) field << 3 | 2);
        raw(content.length);
        out.writeBytes(content);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void raw(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
