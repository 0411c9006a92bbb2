package io.tempo.core.parquet;

/** A place in a byte array that decoders advance; never past {@code end}. */
final class ByteSource {

    final byte[] bytes;
    final int end;
    int at;

    ByteSource(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    int remaining() {
        return end - at;
    }

    int nextByte() throws MalformedException {
        if (at >= end) {
            throw new MalformedException("the data ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    int nextInt() throws MalformedException {
        require(4);
        int value = LittleEndian.getInt(bytes, at);
        at += 4;
        return value;
    }

    /** Fails unless this many bytes remain. */
    void require(long length) throws MalformedException {
        if (length < 0 || length > end - at) {
            throw new MalformedException(
                    "the data ends too early: "
                            + length
                            + " bytes wanted, "
                            + (end - at)
                            + " left");
        }
    }

    /** See {@link ByteSink#putVarint}. */
    long varint() throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = nextByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new MalformedException("a variable-length number is longer than ten bytes");
    }

    /** A varint that has to lie in {@code [0, limit]}. */
    int boundedVarint(int limit, String what) throws MalformedException {
        long value = varint();
        if (value < 0 || value > limit) {
            throw new MalformedException(
                    what + " is " + Long.toUnsignedString(value) + ", expected at most " + limit);
        }
        return (int) value;
    }

    /** See {@link ByteSink#putZigzag}. */
    long zigzag() throws MalformedException {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }
}
