package io.tempo.core.traceql.engine;

import java.nio.charset.StandardCharsets;

/** Ids as the text that the language sees. Its text is overwritten by the next. */
final class HexText {

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] text = new byte[32];

    /** 16 digits. */
    void full(long id, Cell out) {
        for (int i = 0; i < 16; i++) {
            text[i] = DIGITS[(int) (id >>> (60 - 4 * i)) & 15];
        }
        out.setText(text, 0, 16);
    }

    /** Two digits a byte. */
    void full(byte[] bytes, int offset, int length, Cell out) {
        write(bytes, offset, length);
        out.setText(text, 0, 2 * length);
    }

    /** Two digits a byte, without leading zeros. */
    void trimmed(byte[] bytes, int offset, int length, Cell out) {
        write(bytes, offset, length);
        int from = 0;
        while (from < 2 * length && text[from] == '0') {
            from++;
        }
        out.setText(text, from, 2 * length - from);
    }

    private void write(byte[] bytes, int offset, int length) {
        if (text.length < 2 * length) {
            text = new byte[2 * length];
        }
        for (int i = 0; i < length; i++) {
            text[2 * i] = DIGITS[bytes[offset + i] >>> 4 & 15];
            text[2 * i + 1] = DIGITS[bytes[offset + i] & 15];
        }
    }
}
