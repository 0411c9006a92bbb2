package io.tempo.core.parquet;

/** Reads DELTA_BINARY_PACKED; see {@link DeltaEncoder}. */
final class DeltaDecoder {

    /** Far above what writers use (128), far below what would hurt. */
    private static final int MAX_BLOCK = 1 << 20;

    private DeltaDecoder() {}

    /** Decodes {@code count} numbers of INT64. */
    static void decodeLongs(ByteSource in, long[] out, int at, int count)
            throws MalformedException {
        decode(in, 64, out, at, count);
    }

    /** Decodes {@code count} numbers of INT32, sign-extended. */
    static void decodeInts(ByteSource in, long[] out, int at, int count) throws MalformedException {
        decode(in, 32, out, at, count);
        for (int i = at; i < at + count; i++) {
            out[i] = (int) out[i];
        }
    }

    private static void decode(ByteSource in, int maxWidth, long[] out, int at, int count)
            throws MalformedException {
        int block = in.boundedVarint(MAX_BLOCK, "block size");
        int miniblocks = in.boundedVarint(MAX_BLOCK, "number of miniblocks");
        long declared = in.varint();
        long value = in.zigzag();
        if (miniblocks == 0 || block == 0 || block % (8L * miniblocks) != 0) {
            throw new MalformedException(
                    "a block of " + block + " numbers in " + miniblocks + " miniblocks");
        }
        if (declared != count) {
            throw new MalformedException(
                    Long.toUnsignedString(declared) + " numbers, expected " + count);
        }
        if (count == 0) {
            return;
        }
        int miniblock = block / miniblocks;
        out[at] = value;
        int i = at + 1;
        int end = at + count;
        while (i < end) {
            long least = in.zigzag();
            in.require(miniblocks);
            int widths = in.at;
            in.at += miniblocks;
            for (int m = 0; m < miniblocks && i < end; m++) {
                int width = in.bytes[widths + m] & 0xFF;
                if (width > maxWidth) {
                    throw new MalformedException(
                            "a bit width of " + width + ", expected at most " + maxWidth);
                }
                int n = Math.min(miniblock, end - i);
                in.require(BitPacking.bytes(n, width));
                BitPacking.unpack(in.bytes, in.at, width, out, i, n);
                // the last miniblock is padded, but not by every writer
                in.at += (int) Math.min(BitPacking.bytes(miniblock, width), in.remaining());
                for (int k = i; k < i + n; k++) {
                    value += out[k] + least;
                    out[k] = value;
                }
                i += n;
            }
        }
    }
}
