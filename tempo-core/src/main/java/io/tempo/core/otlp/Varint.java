package io.tempo.core.otlp;

/**
 * Protobuf's variable-length numbers: 7 bits a byte, the lowest first, the top bit set on all but
 * the last.
 */
public final class Varint {

    private Varint() {}

    /** Bytes of an unsigned number. */
    public static int size(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }

    /** Writes a number; gives the position behind it. */
    public static int put(byte[] target, int at, long value) {
        int p = at;
        long v = value;
        while ((v & ~0x7FL) != 0) {
            target[p++] = (byte) (v | 0x80);
            v >>>= 7;
        }
        target[p++] = (byte) v;
        return p;
    }
}
