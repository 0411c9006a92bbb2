package io.tempo.core.model;

import java.util.HexFormat;

/**
 * A 128-bit trace id, as two big-endian halves. Ordered as its 16 bytes are: unsigned.
 *
 * @param high bytes 0 to 7
 * @param low bytes 8 to 15
 */
public record TraceId(long high, long low) implements Comparable<TraceId> {

    /** Bytes of an id. */
    public static final int BYTES = 16;

    /** Reads the 16 bytes at {@code offset}. */
    public static TraceId fromBytes(byte[] bytes, int offset) {
        return new TraceId(BigEndian.getLong(bytes, offset), BigEndian.getLong(bytes, offset + 8));
    }

    /**
     * Parses 1 to 32 hexadecimal digits of either case, padded on the left with zeros.
     *
     * @throws IllegalArgumentException naming the first wrong character, or the length
     */
    public static TraceId fromHex(String hex) {
        for (int i = 0; i < hex.length(); i++) {
            if (Character.digit(hex.charAt(i), 16) < 0 || hex.charAt(i) > 'f') {
                throw new IllegalArgumentException(
                        "trace IDs can only contain hex characters: invalid character '"
                                + shown(hex.charAt(i))
                                + "' at position "
                                + (i + 1));
            }
        }
        if (hex.isEmpty() || hex.length() > 32) {
            throw new IllegalArgumentException(
                    hex.isEmpty()
                            ? "a trace ID is 1 to 32 hex digits: got none"
                            : "trace IDs can't be larger than 128 bits");
        }
        String padded = "0".repeat(32 - hex.length()) + hex;
        return fromBytes(HexFormat.of().parseHex(padded), 0);
    }

    /** A character as part of a message of one line. */
    private static String shown(char c) {
        boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
        return breaks ? String.format("U+%04X", (int) c) : String.valueOf(c);
    }

    /** The 16 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        BigEndian.putLong(bytes, 0, high);
        BigEndian.putLong(bytes, 8, low);
        return bytes;
    }

    /** 32 lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /**
     * Lower-case hexadecimal digits without leading zeros, the form of search results; "" for the
     * zero id.
     */
    public String toTrimmedHex() {
        String hex = toHex();
        int i = 0;
        while (i < hex.length() && hex.charAt(i) == '0') {
            i++;
        }
        return hex.substring(i);
    }

    @Override
    public int compareTo(TraceId other) {
        int c = Long.compareUnsigned(high, other.high);
        return c != 0 ? c : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
