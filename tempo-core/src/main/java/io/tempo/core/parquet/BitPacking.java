package io.tempo.core.parquet;

import java.util.Arrays;

/**
 * Numbers of a fixed width, packed from the lowest bit of each byte up (Encodings.md,
 * "bit-packed"): eight numbers of width w take w bytes. About half a nanosecond a number.
 *
 * <p>Unpackers read only the bytes that the wanted numbers lie in; callers check that these are
 * there. Packers fill up the last eight with zeros.
 */
final class BitPacking {

    private static final int GROUP = 8;

    private BitPacking() {}

    /** Bits that the numbers from 0 to {@code max} take, {@code max} being unsigned. */
    static int width(long max) {
        return 64 - Long.numberOfLeadingZeros(max);
    }

    /** Bytes that {@code count} numbers take. */
    static long bytes(long count, int width) {
        return (count * width + 7) >>> 3;
    }

    /** Unpacks into ints; {@code width} from 0 to 32. */
    static void unpack(byte[] in, int from, int width, int[] out, int at, int count) {
        if (width == 0) {
            Arrays.fill(out, at, at + count, 0);
            return;
        }
        int mask = (int) (-1L >>> (64 - width));
        int last = in.length - width - 8;
        int p = from;
        int i = at;
        int end = at + count;
        if (width <= 8) {
            // all eight lie in one long
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                out[i] = (int) x & mask;
                out[i + 1] = (int) (x >>> width) & mask;
                out[i + 2] = (int) (x >>> 2 * width) & mask;
                out[i + 3] = (int) (x >>> 3 * width) & mask;
                out[i + 4] = (int) (x >>> 4 * width) & mask;
                out[i + 5] = (int) (x >>> 5 * width) & mask;
                out[i + 6] = (int) (x >>> 6 * width) & mask;
                out[i + 7] = (int) (x >>> 7 * width) & mask;
            }
        } else if (width <= 15) {
            // four and four
            int second = width >>> 1;
            int shift = (width & 1) << 2;
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                long y = LittleEndian.getLong(in, p + second) >>> shift;
                out[i] = (int) x & mask;
                out[i + 1] = (int) (x >>> width) & mask;
                out[i + 2] = (int) (x >>> 2 * width) & mask;
                out[i + 3] = (int) (x >>> 3 * width) & mask;
                out[i + 4] = (int) y & mask;
                out[i + 5] = (int) (y >>> width) & mask;
                out[i + 6] = (int) (y >>> 2 * width) & mask;
                out[i + 7] = (int) (y >>> 3 * width) & mask;
            }
        } else if (width <= 28) {
            // two and two and two and two
            int second = width >>> 2;
            int shift2 = (width & 3) << 1;
            int third = width >>> 1;
            int shift3 = (width & 1) << 2;
            int fourth = 3 * width >>> 2;
            int shift4 = (3 * width & 3) << 1;
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                long y = LittleEndian.getLong(in, p + second) >>> shift2;
                long z = LittleEndian.getLong(in, p + third) >>> shift3;
                long u = LittleEndian.getLong(in, p + fourth) >>> shift4;
                out[i] = (int) x & mask;
                out[i + 1] = (int) (x >>> width) & mask;
                out[i + 2] = (int) y & mask;
                out[i + 3] = (int) (y >>> width) & mask;
                out[i + 4] = (int) z & mask;
                out[i + 5] = (int) (z >>> width) & mask;
                out[i + 6] = (int) u & mask;
                out[i + 7] = (int) (u >>> width) & mask;
            }
        } else {
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                for (int k = 0; k < GROUP; k++) {
                    int bit = k * width;
                    out[i + k] =
                            (int) (LittleEndian.getLong(in, p + (bit >>> 3)) >>> (bit & 7)) & mask;
                }
            }
        }
        int[] group = i < end ? new int[GROUP] : null;
        for (; i < end; i += GROUP, p += width) {
            byte[] padded = padded(in, p, width);
            for (int k = 0; k < GROUP; k++) {
                int bit = k * width;
                group[k] = (int) (LittleEndian.getLong(padded, bit >>> 3) >>> (bit & 7)) & mask;
            }
            System.arraycopy(group, 0, out, i, Math.min(GROUP, end - i));
        }
    }

    /** Unpacks into longs; {@code width} from 0 to 64. */
    static void unpack(byte[] in, int from, int width, long[] out, int at, int count) {
        if (width == 0) {
            Arrays.fill(out, at, at + count, 0);
            return;
        }
        long mask = -1L >>> (64 - width);
        int last = in.length - width - 16;
        int p = from;
        int i = at;
        int end = at + count;
        if (width <= 8) {
            // all eight lie in one long
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                out[i] = x & mask;
                out[i + 1] = (x >>> width) & mask;
                out[i + 2] = (x >>> 2 * width) & mask;
                out[i + 3] = (x >>> 3 * width) & mask;
                out[i + 4] = (x >>> 4 * width) & mask;
                out[i + 5] = (x >>> 5 * width) & mask;
                out[i + 6] = (x >>> 6 * width) & mask;
                out[i + 7] = (x >>> 7 * width) & mask;
            }
        } else if (width <= 15) {
            // four and four
            int second = width >>> 1;
            int shift = (width & 1) << 2;
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                long y = LittleEndian.getLong(in, p + second) >>> shift;
                out[i] = x & mask;
                out[i + 1] = (x >>> width) & mask;
                out[i + 2] = (x >>> 2 * width) & mask;
                out[i + 3] = (x >>> 3 * width) & mask;
                out[i + 4] = y & mask;
                out[i + 5] = (y >>> width) & mask;
                out[i + 6] = (y >>> 2 * width) & mask;
                out[i + 7] = (y >>> 3 * width) & mask;
            }
        } else if (width <= 28) {
            // two and two and two and two
            int second = width >>> 2;
            int shift2 = (width & 3) << 1;
            int third = width >>> 1;
            int shift3 = (width & 1) << 2;
            int fourth = 3 * width >>> 2;
            int shift4 = (3 * width & 3) << 1;
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                long x = LittleEndian.getLong(in, p);
                long y = LittleEndian.getLong(in, p + second) >>> shift2;
                long z = LittleEndian.getLong(in, p + third) >>> shift3;
                long u = LittleEndian.getLong(in, p + fourth) >>> shift4;
                out[i] = x & mask;
                out[i + 1] = (x >>> width) & mask;
                out[i + 2] = y & mask;
                out[i + 3] = (y >>> width) & mask;
                out[i + 4] = z & mask;
                out[i + 5] = (z >>> width) & mask;
                out[i + 6] = u & mask;
                out[i + 7] = (u >>> width) & mask;
            }
        } else if (width <= 57) {
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                for (int k = 0; k < GROUP; k++) {
                    int bit = k * width;
                    out[i + k] = (LittleEndian.getLong(in, p + (bit >>> 3)) >>> (bit & 7)) & mask;
                }
            }
        } else {
            for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
                for (int k = 0; k < GROUP; k++) {
                    out[i + k] = wide(in, p, k * width) & mask;
                }
            }
        }
        long[] group = i < end ? new long[GROUP] : null;
        for (; i < end; i += GROUP, p += width) {
            byte[] padded = padded(in, p, width);
            for (int k = 0; k < GROUP; k++) {
                group[k] = wide(padded, 0, k * width) & mask;
            }
            System.arraycopy(group, 0, out, i, Math.min(GROUP, end - i));
        }
    }

    /** Up to 64 bits that may begin anywhere in a byte, so that they lie in nine. */
    private static long wide(byte[] in, int from, int bit) {
        int p = from + (bit >>> 3);
        int shift = bit & 7;
        return (LittleEndian.getLong(in, p) >>> shift) | ((long) in[p + 8] << 1 << (63 - shift));
    }

    /** The bytes of a group near the end of the array, with room to read on behind them. */
    private static byte[] padded(byte[] in, int from, int width) {
        byte[] padded = new byte[width + 16];
        System.arraycopy(in, from, padded, 0, Math.min(width, in.length - from));
        return padded;
    }

    /** Unpacks into bytes; {@code width} from 0 to 8. */
    static void unpack(byte[] in, int from, int width, byte[] out, int at, int count) {
        if (width == 0) {
            Arrays.fill(out, at, at + count, (byte) 0);
            return;
        }
        ByteLanes lanes = ByteLanes.of(width);
        int last = in.length - 8;
        int p = from;
        int i = at;
        int end = at + count;
        for (; i + GROUP <= end && p <= last; i += GROUP, p += width) {
            LittleEndian.putLong(out, i, lanes.spread(LittleEndian.getLong(in, p)));
        }
        for (; i < end; i += GROUP, p += width) {
            long group = lanes.spread(LittleEndian.getLong(padded(in, p, width), 0));
            for (int k = 0; k < Math.min(GROUP, end - i); k++) {
                out[i + k] = (byte) (group >>> 8 * k);
            }
        }
    }

    /** Packs bytes, each below {@code 1 << width}; {@code width} from 1 to 8. */
    static void pack(byte[] in, int from, int count, int width, ByteSink out) {
        ByteLanes lanes = ByteLanes.of(width);
        int groups = (count + GROUP - 1) / GROUP;
        out.reserve(Math.toIntExact((long) groups * width + 8));
        byte[] to = out.bytes;
        int p = out.size;
        int i = from;
        int end = from + count;
        for (; i + GROUP <= end; i += GROUP, p += width) {
            LittleEndian.putLong(to, p, lanes.gather(LittleEndian.getLong(in, i)));
        }
        if (i < end) {
            long group = 0;
            for (int k = 0; i + k < end; k++) {
                group |= (in[i + k] & 0xFFL) << 8 * k;
            }
            LittleEndian.putLong(to, p, lanes.gather(group));
            p += width;
        }
        out.size = p;
    }

    /** Packs ints, each below {@code 1 << width} as unsigned; {@code width} from 1 to 32. */
    static void pack(int[] in, int from, int count, int width, ByteSink out) {
        int groups = (count + GROUP - 1) / GROUP;
        out.reserve(Math.toIntExact((long) groups * width + 8));
        byte[] to = out.bytes;
        int p = out.size;
        int next = p + groups * width;
        long pending = 0;
        int bits = 0;
        for (int i = from; i < from + count; i++) {
            long value = in[i] & 0xFFFFFFFFL;
            pending |= value << bits;
            bits += width;
            if (bits >= 64) {
                LittleEndian.putLong(to, p, pending);
                p += 8;
                bits -= 64;
                pending = value >>> (width - bits);
            }
        }
        finish(to, p, next, pending);
        out.size = next;
    }

    /** Packs longs, each below {@code 1 << width} as unsigned; {@code width} from 1 to 64. */
    static void pack(long[] in, int from, int count, int width, ByteSink out) {
        int groups = (count + GROUP - 1) / GROUP;
        out.reserve(Math.toIntExact((long) groups * width + 8));
        byte[] to = out.bytes;
        int p = out.size;
        int next = p + groups * width;
        long pending = 0;
        int bits = 0;
        for (int i = from; i < from + count; i++) {
            long value = in[i];
            pending |= value << bits;
            bits += width;
            if (bits >= 64) {
                LittleEndian.putLong(to, p, pending);
                p += 8;
                bits -= 64;
                pending = bits == 0 ? 0 : value >>> (width - bits);
            }
        }
        finish(to, p, next, pending);
        out.size = next;
    }

    private static void finish(byte[] to, int from, int end, long pending) {
        long rest = pending;
        for (int p = from; p < end; p++) {
            to[p] = (byte) rest;
            rest >>>= 8;
        }
    }
}
