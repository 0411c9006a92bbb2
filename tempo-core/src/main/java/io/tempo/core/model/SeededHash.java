package io.tempo.core.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes for tables whose keys come from clients. They depend on secrets that each process draws at
 * its start, so nobody outside can make up keys that collide; they are never stored or compared
 * between processes.
 *
 * <p>Each step multiplies two words to 128 bits and folds the halves together, the scheme of wyhash
 * (Wang Yi, 2019). Thread-safe.
 */
public final class SeededHash {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long SECRET_1;
    private static final long SECRET_2;
    private static final long SECRET_3;

    static {
        SecureRandom random = new SecureRandom();
        SECRET_1 = random.nextLong() | 1;
        SECRET_2 = random.nextLong() | 1;
        SECRET_3 = random.nextLong() | 1;
    }

    private SeededHash() {}

    /** The hash of {@code length} bytes at {@code offset}. */
    public static int of(byte[] bytes, int offset, int length) {
        long h = SECRET_3 ^ length;
        int p = offset;
        int end = offset + length;
        for (; end - p > 16; p += 16) {
            h = fold((long) LONG.get(bytes, p) ^ SECRET_1, (long) LONG.get(bytes, p + 8) ^ h);
        }
        int rest = end - p;
        long a = 0;
        long b = 0;
        if (rest >= 8) {
            a = (long) LONG.get(bytes, p);
            b = (long) LONG.get(bytes, end - 8);
        } else if (rest >= 4) {
            a = (int) INT.get(bytes, p);
            b = (int) INT.get(bytes, end - 4);
        } else if (rest > 0) {
            a = (bytes[p] & 0xFF) << 16 | (bytes[p + rest / 2] & 0xFF) << 8 | bytes[end - 1] & 0xFF;
        }
        return finish(fold(a ^ SECRET_1, b ^ h));
    }

    /** The hash of a number. */
    public static int of(long value) {
        return finish(fold(value ^ SECRET_1, SECRET_3));
    }

    /** The hash of two numbers. */
    public static int of(long first, long second) {
        return finish(fold(first ^ SECRET_1, second ^ SECRET_3));
    }

    /** A hash so far, and one more number. Begin with 0, end with {@link #finish}. */
    public static long mix(long hash, long value) {
        return fold(value ^ SECRET_1, hash ^ SECRET_3);
    }

    /** The hash of the numbers that were mixed. */
    public static int finish(long hash) {
        return (int) (fold(hash ^ SECRET_2, SECRET_1) >>> 32);
    }

    private static long fold(long a, long b) {
        return Math.unsignedMultiplyHigh(a, b) ^ a * b;
    }
}
