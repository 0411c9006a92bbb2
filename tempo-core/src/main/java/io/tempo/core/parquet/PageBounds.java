package io.tempo.core.parquet;

import io.tempo.core.columns.ByteStrings;

import java.util.Arrays;

/**
 * The least and the largest value of a page and, over all its pages, of a chunk, as the column
 * order "type defined" has them: signed and unsigned integers, doubles without NaN, bytes as
 * unsigned. A value costs one or two comparisons of longs.
 */
final class PageBounds {

    /** How much of a byte array is kept; longer bounds are cut, the upper one then rounded up. */
    private static final int MAX_LENGTH = 16;

    /**
     * A bound in the PLAIN encoding without a length.
     *
     * @param exact whether it is a value rather than a cut one
     */
    record Bound(byte[] bytes, boolean exact) {}

    private final Leaf leaf;
    private final LeafData data;
    // long order of the values: integers flipped to signed order, prefixes of strings
    private long min;
    private long max;
    private int minId;
    private int maxId;
    private boolean present;
    private long chunkMin;
    private long chunkMax;
    private int chunkMinId;
    private int chunkMaxId;
    private boolean chunkPresent;

    PageBounds(Leaf leaf, LeafData data) {
        this.leaf = leaf;
        this.data = data;
    }

    /** Looks at the values {@code [from, to)} of a page; false if they have no bounds. */
    boolean page(int from, int to) {
        present = false;
        if (from < to) {
            switch (leaf.type()) {
                case BOOLEAN, INT64 -> longs(from, to);
                case INT32 -> ints(from, to);
                case DOUBLE -> doubles(from, to);
                case BYTE_ARRAY -> strings(from, to);
            }
        }
        if (present) {
            widenChunk();
        }
        return present;
    }

    private void longs(int from, int to) {
        long[] numbers = data.numbers();
        long flip = leaf.annotation().isUnsigned() ? Long.MIN_VALUE : 0;
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            long number = numbers[i] ^ flip;
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
        min = least ^ flip;
        max = most ^ flip;
        present = true;
    }

    private void ints(int from, int to) {
        long[] numbers = data.numbers();
        int flip = leaf.annotation().isUnsigned() ? Integer.MIN_VALUE : 0;
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int i = from; i < to; i++) {
            int number = (int) numbers[i] ^ flip;
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
        min = least ^ flip;
        max = most ^ flip;
        present = true;
    }

    private void doubles(int from, int to) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            double number = Double.longBitsToDouble(data.numbers()[i]);
            if (!Double.isNaN(number)) {
                least = Math.min(least, number);
                most = Math.max(most, number);
                present = true;
            }
        }
        // both zeros count as equal, so the bounds have to hold both
        min = Double.doubleToRawLongBits(least == 0 ? -0.0 : least);
        max = Double.doubleToRawLongBits(most == 0 ? 0.0 : most);
    }

    private void strings(int from, int to) {
        ByteStrings strings = data.strings();
        int[] ids = data.ids();
        int least = ids[from];
        int most = least;
        long leastPrefix = prefix(strings, least);
        long mostPrefix = leastPrefix;
        int previous = least;
        for (int i = from + 1; i < to; i++) {
            int id = ids[i];
            if (id == previous) {
                continue;
            }
            previous = id;
            long prefix = prefix(strings, id);
            if (prefix <= leastPrefix && (prefix < leastPrefix || strings.compare(id, least) < 0)) {
                least = id;
                leastPrefix = prefix;
            }
            if (prefix >= mostPrefix && (prefix > mostPrefix || strings.compare(id, most) > 0)) {
                most = id;
                mostPrefix = prefix;
            }
        }
        minId = least;
        maxId = most;
        present = true;
    }

    /** The first bytes in the order of signed longs. */
    private static long prefix(ByteStrings strings, int id) {
        return LittleEndian.prefix(strings.bytes(), strings.offset(id), strings.length(id))
                ^ Long.MIN_VALUE;
    }

    private void widenChunk() {
        if (!chunkPresent) {
            chunkMin = min;
            chunkMax = max;
            chunkMinId = minId;
            chunkMaxId = maxId;
            chunkPresent = true;
            return;
        }
        if (leaf.type() == PhysicalType.BYTE_ARRAY) {
            chunkMinId = data.strings().compare(minId, chunkMinId) < 0 ? minId : chunkMinId;
            chunkMaxId = data.strings().compare(maxId, chunkMaxId) > 0 ? maxId : chunkMaxId;
        } else {
            chunkMin = compare(min, chunkMin) < 0 ? min : chunkMin;
            chunkMax = compare(max, chunkMax) > 0 ? max : chunkMax;
        }
    }

    private int compare(long a, long b) {
        return switch (leaf.type()) {
            case DOUBLE -> Double.compare(Double.longBitsToDouble(a), Double.longBitsToDouble(b));
            case INT32 ->
                    leaf.annotation().isUnsigned()
                            ? Integer.compareUnsigned((int) a, (int) b)
                            : Integer.compare((int) a, (int) b);
            case BOOLEAN, INT64, BYTE_ARRAY ->
                    leaf.annotation().isUnsigned()
                            ? Long.compareUnsigned(a, b)
                            : Long.compare(a, b);
        };
    }

    /** Orders two bounds, as written. */
    int compareWritten(byte[] a, byte[] b) {
        return switch (leaf.type()) {
            case BYTE_ARRAY -> Arrays.compareUnsigned(a, b);
            case INT32 -> compare(LittleEndian.getInt(a, 0), LittleEndian.getInt(b, 0));
            case INT64, DOUBLE -> compare(LittleEndian.getLong(a, 0), LittleEndian.getLong(b, 0));
            case BOOLEAN -> Byte.compare(a[0], b[0]);
        };
    }

    /** Whether any page had bounds. */
    boolean hasChunk() {
        return chunkPresent;
    }

    Bound pageMin() {
        return lower(min, minId);
    }

    Bound pageMax() {
        return upper(max, maxId);
    }

    Bound chunkMin() {
        return lower(chunkMin, chunkMinId);
    }

    Bound chunkMax() {
        return upper(chunkMax, chunkMaxId);
    }

    private Bound lower(long number, int id) {
        if (leaf.type() != PhysicalType.BYTE_ARRAY) {
            return new Bound(plain(number), true);
        }
        byte[] value = data.strings().get(id);
        if (value.length <= MAX_LENGTH) {
            return new Bound(value, true);
        }
        int length = MAX_LENGTH;
        if (leaf.annotation() == Annotation.STRING) {
            // not within a character: readers check that bounds of text are text
            while (length > 0 && (value[length] & 0xC0) == 0x80) {
                length--;
            }
        }
        return new Bound(Arrays.copyOf(value, length), false);
    }

    private Bound upper(long number, int id) {
        if (leaf.type() != PhysicalType.BYTE_ARRAY) {
            return new Bound(plain(number), true);
        }
        byte[] value = data.strings().get(id);
        if (value.length <= MAX_LENGTH) {
            return new Bound(value, true);
        }
        if (leaf.annotation() == Annotation.STRING) {
            // the next ASCII character instead of the last one keeps text text
            for (int last = MAX_LENGTH - 1; last >= 0; last--) {
                if (value[last] >= 0 && value[last] < 0x7F) {
                    return new Bound(increased(value, last), false);
                }
            }
        } else {
            for (int last = MAX_LENGTH - 1; last >= 0; last--) {
                if (value[last] != -1) {
                    return new Bound(increased(value, last), false);
                }
            }
        }
        return new Bound(value, true);
    }

    private static byte[] increased(byte[] value, int last) {
        byte[] bound = Arrays.copyOf(value, last + 1);
        bound[last]++;
        return bound;
    }

    private byte[] plain(long number) {
        byte[] bytes =
                switch (leaf.type()) {
                    case BOOLEAN -> new byte[1];
                    case INT32 -> new byte[4];
                    case INT64, DOUBLE, BYTE_ARRAY -> new byte[8];
                };
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >>> 8 * i);
        }
        return bytes;
    }
}
