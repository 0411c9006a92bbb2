package io.tempo.core.otlp;

import io.tempo.core.otlp.MessageType.Field;

import java.util.Arrays;

/**
 * Rewrites a well-formed message so that each singular embedded message occurs at most once and of
 * a oneof only the member that counts is left, as protobuf's merging says: occurrences of an
 * embedded message merge as if their encodings were one behind the other; a member of a oneof
 * replaces another one, but merges with itself.
 *
 * <p>For requests that {@link OtlpScanner} found to need it, which is next to none; each level of
 * nesting is copied once.
 */
final class OtlpNormalizer {

    private byte[] bytes;

    private OtlpNormalizer(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Rewrites the request at {@code offset}, which the scanner must have accepted. */
    static byte[] normalize(byte[] body, int offset, int length) {
        ProtoWriter out = new ProtoWriter(length);
        new OtlpNormalizer(body).message(MessageType.REQUEST, offset, offset + length, out);
        return out.toByteArray();
    }

    private void message(MessageType type, int from, int end, ProtoWriter out) {
        WireCursor cursor = new WireCursor(bytes, from, end);
        int kept = type.oneof ? lastMember(type, from, end) : 0;
        int keptFrom = type.oneof ? lastRun(type, kept, from, end) : 0;
        long merged = 0;
        while (cursor.next()) {
            Field field = type.field(cursor.field());
            if (field == null) {
                out.raw(bytes, cursor.tagStart(), cursor.end() - cursor.tagStart());
                continue;
            }
            if (type.oneof && (field.number() != kept || cursor.tagStart() < keptFrom)) {
                continue;
            }
            if (field.message() == null) {
                out.raw(bytes, cursor.tagStart(), cursor.end() - cursor.tagStart());
            } else if (field.repeated()) {
                int mark = out.begin(field.number());
                message(field.message(), cursor.start(), cursor.end(), out);
                out.end(mark);
            } else if ((merged & 1L << field.number()) == 0) {
                merged |= 1L << field.number();
                int mark = out.begin(field.number());
                mergeAll(field, cursor.tagStart(), end, out);
                out.end(mark);
            }
        }
    }

    /** All occurrences of a singular message from {@code from} on, as one. */
    private void mergeAll(Field field, int from, int end, ProtoWriter out) {
        byte[] joined = new byte[end - from];
        int length = 0;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            if (cursor.field() == field.number()) {
                int n = cursor.end() - cursor.start();
                System.arraycopy(bytes, cursor.start(), joined, length, n);
                length += n;
            }
        }
        byte[] outer = bytes;
        bytes = Arrays.copyOf(joined, length);
        message(field.message(), 0, length, out);
        bytes = outer;
    }

    /** The number of the last known field, the one that counts in a oneof; 0 if there is none. */
    private int lastMember(MessageType type, int from, int end) {
        int last = 0;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            if (type.field(cursor.field()) != null) {
                last = cursor.field();
            }
        }
        return last;
    }

    /**
     * Where the last unbroken run of a member begins; a scalar's run is its last occurrence alone.
     */
    private int lastRun(MessageType type, int member, int from, int end) {
        int start = from;
        int before = 0;
        WireCursor cursor = new WireCursor(bytes, from, end);
        while (cursor.next()) {
            Field field = type.field(cursor.field());
            if (field != null) {
                if (field.number() == member && (before != member || field.message() == null)) {
                    start = cursor.tagStart();
                }
                before = field.number();
            }
        }
        return start;
    }
}
