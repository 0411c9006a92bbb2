package io.tempo.core.parquet;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * A growing byte array that encoders append to. Encoders that know how much they will write call
 * {@link #reserve} once and then write to {@link #bytes} themselves.
 */
final class ByteSink extends OutputStream {

    byte[] bytes;
    int size;

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** Makes room for this many more bytes. */
    void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, newCapacity(more));
        }
    }

    private int newCapacity(int more) {
        long needed = (long) size + more;
        if (needed > Integer.MAX_VALUE - 16) {
            throw new IllegalStateException("a page would be larger than 2 GiB");
        }
        return (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, bytes.length * 2L));
    }

    void clear() {
        size = 0;
    }

    @Override
    public void write(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    void putInt(int value) {
        reserve(4);
        LittleEndian.putInt(bytes, size, value);
        size += 4;
    }

    void putLong(long value) {
        reserve(8);
        LittleEndian.putLong(bytes, size, value);
        size += 8;
    }

    /** An unsigned number, seven bits a byte, the lowest first. */
    void putVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A signed number as an unsigned one: 0, -1, 1, -2, … */
    void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }
}
