package io.tempo.core.parquet;

import java.util.Arrays;

/** Reads the RLE/bit-packed hybrid; see {@link RleEncoder}. */
final class RleDecoder {

    private RleDecoder() {}

    /**
     * Decodes levels; {@code width} from 0 to 8.
     *
     * @throws MalformedException if the input ends before {@code count} levels, or one is larger
     *     than {@code max}
     */
    static void decode(ByteSource in, int width, int max, byte[] out, int at, int count)
            throws MalformedException {
        int i = at;
        int end = at + count;
        while (i < end) {
            long header = header(in);
            int n = (int) Math.min(length(header), end - i);
            if ((header & 1) == 0) {
                int level = width == 0 ? 0 : in.nextByte();
                if (level > max) {
                    throw new MalformedException("level " + level + ", expected at most " + max);
                }
                Arrays.fill(out, i, i + n, (byte) level);
            } else {
                int from = packedGroups(in, header, width, n);
                BitPacking.unpack(in.bytes, from, width, out, i, n);
                if (max != (1 << width) - 1) {
                    checkLevels(out, i, n, max);
                }
            }
            i += n;
        }
    }

    private static void checkLevels(byte[] levels, int from, int count, int max)
            throws MalformedException {
        int largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, levels[i] & 0xFF);
        }
        if (largest > max) {
            throw new MalformedException("level " + largest + ", expected at most " + max);
        }
    }

    /**
     * Decodes ids; {@code width} from 0 to 32. Ids are not checked.
     *
     * @throws MalformedException if the input ends before {@code count} ids
     */
    static void decode(ByteSource in, int width, int[] out, int at, int count)
            throws MalformedException {
        int i = at;
        int end = at + count;
        while (i < end) {
            long header = header(in);
            int n = (int) Math.min(length(header), end - i);
            if ((header & 1) == 0) {
                int id = 0;
                for (int shift = 0; shift < width; shift += 8) {
                    id |= in.nextByte() << shift;
                }
                Arrays.fill(out, i, i + n, id);
            } else {
                int from = packedGroups(in, header, width, n);
                BitPacking.unpack(in.bytes, from, width, out, i, n);
            }
            i += n;
        }
    }

    private static long header(ByteSource in) throws MalformedException {
        long header = in.varint();
        if (header < 2 || header > 0xFFFFFFFFL) {
            throw new MalformedException("the header of a run is " + header);
        }
        return header;
    }

    /** How many numbers a run or the groups behind a header have. */
    private static long length(long header) {
        return (header & 1) == 0 ? header >>> 1 : (header >>> 1) * 8;
    }

    /**
     * Passes over bit-packed groups, of which {@code wanted} numbers are wanted, and answers where
     * they begin. Some writers leave out the bytes of the last group that nobody needs.
     */
    private static int packedGroups(ByteSource in, long header, int width, int wanted)
            throws MalformedException {
        in.require(BitPacking.bytes(wanted, width));
        int from = in.at;
        in.at += (int) Math.min((header >>> 1) * width, in.remaining());
        return from;
    }
}
