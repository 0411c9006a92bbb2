package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

/** Encodes the values of pages. Keeps scratch space between them; not thread-safe. */
final class ValueEncoder {

    private final DeltaEncoder delta = new DeltaEncoder();
    private long[] lengths = new long[0];

    /** Appends numbers {@code [from, to)} of a leaf as PLAIN. */
    void plain(PhysicalType type, long[] numbers, int from, int to, ByteSink out) {
        int count = to - from;
        switch (type) {
            case BOOLEAN -> {
                if (count > 0) {
                    int start = out.size;
                    BitPacking.pack(numbers, from, count, 1, out);
                    out.size = start + (count + 7 >>> 3);
                }
            }
            case INT32 -> {
                out.reserve(Math.multiplyExact(4, count));
                int p = out.size;
                for (int i = from; i < to; i++, p += 4) {
                    LittleEndian.putInt(out.bytes, p, (int) numbers[i]);
                }
                out.size = p;
            }
            case INT64, DOUBLE -> {
                out.reserve(Math.multiplyExact(8, count));
                int p = out.size;
                for (int i = from; i < to; i++, p += 8) {
                    LittleEndian.putLong(out.bytes, p, numbers[i]);
                }
                out.size = p;
            }
            case BYTE_ARRAY -> throw new IllegalArgumentException("numbers of a byte array leaf");
        }
    }

    /** Appends numbers {@code [from, to)} of an integer leaf as DELTA_BINARY_PACKED. */
    void delta(PhysicalType type, long[] numbers, int from, int to, ByteSink out) {
        if (type == PhysicalType.INT32) {
            delta.encodeInts(numbers, from, to, out);
        } else {
            delta.encodeLongs(numbers, from, to, out);
        }
    }

    /** Appends strings, each behind its length, as PLAIN has them. */
    void plain(ByteStrings strings, int[] ids, int from, int to, ByteSink out) {
        for (int i = from; i < to; i++) {
            int length = strings.length(ids[i]);
            out.putInt(length);
            out.write(strings.bytes(), strings.offset(ids[i]), length);
        }
    }

    /** Appends strings as DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. */
    void deltaLengths(ByteStrings strings, int[] ids, int from, int to, ByteSink out) {
        int count = to - from;
        if (lengths.length < count) {
            lengths = new long[Math.max(count, 2 * lengths.length)];
        }
        long total = 0;
        for (int i = 0; i < count; i++) {
            int length = strings.length(ids[from + i]);
            lengths[i] = length;
            total += length;
        }
        delta.encodeInts(lengths, 0, count, out);
        out.reserve(Math.toIntExact(total + 16));
        byte[] source = strings.bytes();
        byte[] target = out.bytes;
        int p = out.size;
        for (int i = from; i < to; i++) {
            int offset = strings.offset(ids[i]);
            int length = strings.length(ids[i]);
            if (length <= 16 && offset + 16 <= source.length) {
                // ids and names: two moves are quicker than a call, what is too much is overwritten
                LittleEndian.putLong(target, p, LittleEndian.getLong(source, offset));
                LittleEndian.putLong(target, p + 8, LittleEndian.getLong(source, offset + 8));
            } else {
                System.arraycopy(source, offset, target, p, length);
            }
            p += length;
        }
        out.size = p;
    }

    /** Appends ids as RLE_DICTIONARY: their bit width, then the hybrid. */
    void ids(int[] ids, int from, int to, ByteSink out) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, ids[i]);
        }
        int width = BitPacking.width(largest);
        out.write(width);
        RleEncoder.encode(ids, from, to, width, out);
    }
}
