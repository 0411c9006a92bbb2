package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import java.util.Arrays;

/** Collects the strings of a chunk, page by page. */
final class StringsBuilder {

    private byte[] bytes;
    private int[] offsets;
    private int size;
    private long[] lengths = new long[0];

    /** Begins with these strings, and room for {@code more}. */
    StringsBuilder(ByteStrings first, int more) {
        size = first.size();
        offsets = Arrays.copyOf(first.offsets(), Math.addExact(size, more) + 1);
        Arrays.fill(offsets, size + 1, offsets.length, 0);
        bytes = Arrays.copyOf(first.bytes(), first.offset(size));
    }

    int size() {
        return size;
    }

    ByteStrings build() {
        return new ByteStrings(bytes, offsets, size);
    }

    private void reserve(int count, long length) throws MalformedException {
        if (offsets.length - size - 1 < count) {
            offsets = Arrays.copyOf(offsets, Math.max(size + count + 1, 2 * offsets.length));
        }
        int used = offsets[size];
        if (bytes.length - used < length) {
            long needed = used + length;
            if (needed > Integer.MAX_VALUE - 16) {
                throw new MalformedException("the strings of a column chunk exceed 2 GiB");
            }
            long wanted =
                    Math.max(needed + needed / 8, Math.min(forAll(needed, count), 8 * needed));
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    /**
     * Bytes of all strings that there is room for, if those still to come are as long as before.
     */
    private long forAll(long bytesSoFar, int count) {
        int soFar = size + count;
        double average = (double) bytesSoFar / Math.max(1, soFar);
        return (long) (1.02 * average * Math.max(soFar, offsets.length - 1));
    }

    /** PLAIN: each string behind its length. */
    void plain(ByteSource in, int count) throws MalformedException {
        in.require(4L * count);
        reserve(count, in.remaining() - 4L * count);
        int to = offsets[size];
        for (int i = 0; i < count; i++) {
            int length = in.nextInt();
            // what the lengths still to come take is not there for this string
            if (length < 0 || length > in.remaining() - 4L * (count - 1 - i)) {
                throw new MalformedException(
                        "a string of "
                                + Integer.toUnsignedString(length)
                                + " bytes, "
                                + in.remaining()
                                + " left");
            }
            System.arraycopy(in.bytes, in.at, bytes, to, length);
            in.at += length;
            to += length;
            offsets[++size] = to;
        }
    }

    /** DELTA_LENGTH_BYTE_ARRAY: all lengths, then all bytes. */
    void deltaLengths(ByteSource in, int count) throws MalformedException {
        if (lengths.length < count) {
            lengths = new long[count];
        }
        DeltaDecoder.decodeInts(in, lengths, 0, count);
        long total = total(lengths, count);
        in.require(total);
        reserve(count, total);
        int to = offsets[size];
        System.arraycopy(in.bytes, in.at, bytes, to, (int) total);
        in.at += (int) total;
        for (int i = 0; i < count; i++) {
            to += (int) lengths[i];
            offsets[++size] = to;
        }
    }

    private static long total(long[] lengths, int count) throws MalformedException {
        long total = 0;
        long signs = 0;
        for (int i = 0; i < count; i++) {
            total += lengths[i];
            signs |= lengths[i];
        }
        if (signs < 0) {
            throw new MalformedException("a negative length");
        }
        return total;
    }

    /** DELTA_BYTE_ARRAY: how much each shares with the one before it, then the rest of each. */
    void deltaStrings(ByteSource in, int count) throws MalformedException {
        long[] prefixes = new long[count];
        DeltaDecoder.decodeInts(in, prefixes, 0, count);
        long[] suffixes = new long[count];
        DeltaDecoder.decodeInts(in, suffixes, 0, count);
        long suffixBytes = total(suffixes, count);
        in.require(suffixBytes);
        long all = total(prefixes, count) + suffixBytes;
        if (all > Limits.PAGE_BYTES) {
            throw new MalformedException("a page with strings of " + all + " bytes");
        }
        reserve(count, all);
        int to = offsets[size];
        int previous = 0;
        for (int i = 0; i < count; i++) {
            int prefix = (int) prefixes[i];
            int suffix = (int) suffixes[i];
            if (prefix > previous) {
                throw new MalformedException(
                        "a string shares %d bytes with one of %d".formatted(prefix, previous));
            }
            System.arraycopy(bytes, to - previous, bytes, to, prefix);
            System.arraycopy(in.bytes, in.at, bytes, to + prefix, suffix);
            in.at += suffix;
            previous = prefix + suffix;
            to += previous;
            offsets[++size] = to;
        }
    }
}
