package io.tempo.core.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, as Parquet has them. */
final class LittleEndian {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private LittleEndian() {}

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    /**
     * The first eight bytes as an unsigned number that sorts as the bytes do; missing ones are 0.
     */
    static long prefix(byte[] bytes, int from, int length) {
        if (from + 8 <= bytes.length) {
            long first = (long) BIG_LONG.get(bytes, from);
            return length >= 8 ? first : length == 0 ? 0 : first & (-1L << (64 - 8 * length));
        }
        long first = 0;
        int n = Math.min(length, 8);
        for (int i = 0; i < n; i++) {
            first |= (bytes[from + i] & 0xFFL) << (56 - 8 * i);
        }
        return first;
    }
}
