package io.tempo.core.otlp;

import java.nio.charset.StandardCharsets;

/** UTF-8 in byte arrays. */
final class Utf8 {

    private Utf8() {}

    /**
     * Whether bytes are well-formed UTF-8: shortest forms only, no surrogates, at most U+10FFFF
     * (RFC 3629).
     */
    static boolean isValid(byte[] bytes, int offset, int length) {
        int p = offset;
        int end = offset + length;
        while (p < end) {
            int b = bytes[p++];
            if (b >= 0) {
                continue;
            }
            int first = b & 0xFF;
            int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
            if (first < 0xC2 || first > 0xF4 || end - p < more) {
                return false;
            }
            int second = bytes[p] & 0xFF;
            int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (second < low || second > high) {
                return false;
            }
            for (int i = 1; i < more; i++) {
                if ((bytes[p + i] & 0xC0) != 0x80) {
                    return false;
                }
            }
            p += more;
        }
        return true;
    }

    /** The bytes with everything that is not UTF-8 replaced by U+FFFD. */
    static byte[] repair(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
    }
}
