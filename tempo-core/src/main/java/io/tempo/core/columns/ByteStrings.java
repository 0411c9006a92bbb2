package io.tempo.core.columns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A read-only list of byte strings (usually UTF-8 text), addressed by id: string {@code id} is
 * {@code bytes[offsets[id] .. offsets[id + 1])}. Nothing says that the strings are distinct.
 * Thread-safe.
 *
 * @param bytes all strings, one after another; shared, never written to below the last offset
 * @param offsets at least {@code size + 1} ascending positions in {@code bytes}
 * @param size how many strings there are
 */
public record ByteStrings(byte[] bytes, int[] offsets, int size) {

    /** A list with nothing in it. */
    public static final ByteStrings EMPTY = new ByteStrings(new byte[0], new int[1], 0);

    /** A list of these texts, in UTF-8. */
    public static ByteStrings of(String... texts) {
        byte[][] encoded = new byte[texts.length][];
        int[] offsets = new int[texts.length + 1];
        for (int i = 0; i < texts.length; i++) {
            encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
            offsets[i + 1] = offsets[i] + encoded[i].length;
        }
        byte[] bytes = new byte[offsets[texts.length]];
        for (int i = 0; i < texts.length; i++) {
            System.arraycopy(encoded[i], 0, bytes, offsets[i], encoded[i].length);
        }
        return new ByteStrings(bytes, offsets, texts.length);
    }

    /** Where a string begins in {@link #bytes}. */
    public int offset(int id) {
        return offsets[id];
    }

    /** Bytes of a string. */
    public int length(int id) {
        return offsets[id + 1] - offsets[id];
    }

    /** A copy of a string's bytes. */
    public byte[] get(int id) {
        return Arrays.copyOfRange(bytes, offsets[id], offsets[id + 1]);
    }

    /** A string as text; bytes that are not UTF-8 become U+FFFD. */
    public String text(int id) {
        return new String(bytes, offsets[id], length(id), StandardCharsets.UTF_8);
    }

    /** Whether a string has exactly these bytes. */
    public boolean equals(int id, byte[] value) {
        return equals(id, value, 0, value.length);
    }

    /** Whether a string has exactly the {@code length} bytes at {@code offset} of {@code value}. */
    public boolean equals(int id, byte[] value, int offset, int length) {
        int from = offsets[id];
        return offsets[id + 1] - from == length
                && Arrays.equals(bytes, from, from + length, value, offset, offset + length);
    }

    /** Orders two strings by their unsigned bytes. */
    public int compare(int a, int b) {
        return Arrays.compareUnsigned(
                bytes, offsets[a], offsets[a + 1], bytes, offsets[b], offsets[b + 1]);
    }

    /** The first id with these bytes, by looking at all of them; -1 if there is none. */
    public int find(byte[] value) {
        for (int id = 0; id < size; id++) {
            if (equals(id, value)) {
                return id;
            }
        }
        return -1;
    }

    /** Heap bytes held. */
    public long memoryBytes() {
        return bytes.length + 4L * offsets.length;
    }
}
