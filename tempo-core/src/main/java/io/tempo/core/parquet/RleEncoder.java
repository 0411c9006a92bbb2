package io.tempo.core.parquet;

/**
 * Writes the RLE/bit-packed hybrid (Encodings.md, "RLE"): repeated numbers as a run, the rest
 * bit-packed in groups of eight. One pass; a fraction of a nanosecond a number in long runs, about
 * one otherwise.
 */
final class RleEncoder {

    private static final long ONES = 0x0101010101010101L;

    private RleEncoder() {}

    /** From how many equal numbers on a run is smaller than bit-packing, its headers included. */
    private static int worthwhileRun(int width) {
        return Math.max(8, 32 / width & ~7);
    }

    /**
     * Encodes {@code levels[from..to)}, each below {@code 1 << width}, {@code width} from 1 to 7.
     */
    static void encode(byte[] levels, int from, int to, int width, ByteSink out) {
        int worthwhile = worthwhileRun(width);
        int literal = from;
        int i = from;
        while (i < to) {
            int end = runEnd(levels, i, to);
            int start = literal + (i - literal + 7 & ~7);
            if (end - start >= worthwhile) {
                packed(levels, literal, start, width, out);
                out.putVarint((long) (end - start) << 1);
                out.write(levels[i]);
                literal = end;
            }
            i = end;
        }
        packed(levels, literal, to, width, out);
    }

    /** Where the run of equal levels at {@code from} ends, looking at eight at a time. */
    private static int runEnd(byte[] levels, int from, int to) {
        byte level = levels[from];
        long same = (level & 0xFF) * ONES;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long different = LittleEndian.getLong(levels, i) ^ same;
            if (different != 0) {
                return i + (Long.numberOfTrailingZeros(different) >>> 3);
            }
        }
        while (i < to && levels[i] == level) {
            i++;
        }
        return i;
    }

    private static void packed(byte[] levels, int from, int to, int width, ByteSink out) {
        if (from < to) {
            out.putVarint((long) (to - from + 7 >>> 3) << 1 | 1);
            BitPacking.pack(levels, from, to - from, width, out);
        }
    }

    /** Encodes {@code ids[from..to)}, each below {@code 1 << width}, {@code width} from 0 to 32. */
    static void encode(int[] ids, int from, int to, int width, ByteSink out) {
        if (width == 0) {
            if (from < to) {
                out.putVarint((long) (to - from) << 1);
            }
            return;
        }
        int worthwhile = worthwhileRun(width);
        int literal = from;
        int i = from;
        while (i < to) {
            int id = ids[i];
            int end = i + 1;
            while (end < to && ids[end] == id) {
                end++;
            }
            int start = literal + (i - literal + 7 & ~7);
            if (end - start >= worthwhile) {
                packed(ids, literal, start, width, out);
                out.putVarint((long) (end - start) << 1);
                for (int shift = 0; shift < width; shift += 8) {
                    out.write(id >>> shift);
                }
                literal = end;
            }
            i = end;
        }
        packed(ids, literal, to, width, out);
    }

    private static void packed(int[] ids, int from, int to, int width, ByteSink out) {
        if (from < to) {
            out.putVarint((long) (to - from + 7 >>> 3) << 1 | 1);
            BitPacking.pack(ids, from, to - from, width, out);
        }
    }
}
