package io.tempo.core.otlp;

import io.tempo.core.model.BigEndian;
import io.tempo.core.otlp.MessageType.Field;

import java.util.Objects;

/**
 * Checks an encoded ExportTraceServiceRequest (or TracesData, or tempopb Trace: the same on the
 * wire) in one pass and finds its spans, building no objects.
 *
 * <p>Refused as malformed: whatever protobuf refuses (cut or overlong numbers, lengths that point
 * outside, unbalanced groups, field number 0), a known field with another wire type, and attribute
 * values nested more than {@link #MAX_VALUE_DEPTH} deep. Text is not checked for being UTF-8: a
 * single bad attribute should not cost a client its whole request.
 *
 * <p>Protobuf lets a singular message field occur several times, which means the merge of all
 * occurrences. No exporter does this; such a request is first rewritten by {@link OtlpNormalizer},
 * so that what leaves here never has it.
 *
 * <p>Cost: a few hundred nanoseconds per span, no allocation but the {@link SpanBatch}'s arrays.
 */
public final class OtlpScanner {

    /**
     * How deep lists may nest within an attribute value; the value itself counts as 1. The deepest
     * accepted trace is then exactly as deep as protobuf's parsers read by default: 100 messages.
     */
    public static final int MAX_VALUE_DEPTH = 32;

    private static final int MAX_GROUP_DEPTH = 32;

    private static final int RESOURCE_TAG = 1 << 3 | MessageType.BYTES;
    private static final int SCOPE_SPANS_TAG = 2 << 3 | MessageType.BYTES;
    private static final int SCOPE_TAG = 1 << 3 | MessageType.BYTES;
    private static final int SPAN_TAG = 2 << 3 | MessageType.BYTES;

    private static final int TRACE_ID_TAG = 1 << 3 | MessageType.BYTES;
    private static final int SPAN_ID_TAG = 2 << 3 | MessageType.BYTES;
    private static final int PARENT_ID_TAG = 4 << 3 | MessageType.BYTES;
    private static final int ATTRIBUTE_TAG = 9 << 3 | MessageType.BYTES;
    private static final int STATUS_FIELD = 15;

    private static final int STRING_VALUE_TAG = 1 << 3 | MessageType.BYTES;
    private static final int BOOL_VALUE_TAG = 2 << 3 | MessageType.VARINT;
    private static final int INT_VALUE_TAG = 3 << 3 | MessageType.VARINT;
    private static final int DOUBLE_VALUE_TAG = 4 << 3 | MessageType.FIXED64;

    private static final Field SPAN_ATTRIBUTES = MessageType.SPAN.field(9);

    private final byte[] bytes;
    private final int origin;
    private final SpanBatch batch;
    private int pos;

    /**
     * Whether a singular message occurred twice, so that ranges of it cannot be used as they are.
     */
    private boolean needsMerging;

    private OtlpScanner(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        origin = offset;
        pos = offset;
        batch = new SpanBatch(bytes, offset, length);
    }

    /**
     * Scans {@code length} bytes at {@code offset}. The result refers to {@code body}, which must
     * not change afterwards.
     *
     * @throws OtlpException if the bytes are malformed
     */
    public static SpanBatch scan(byte[] body, int offset, int length) throws OtlpException {
        Objects.checkFromIndexSize(offset, length, body.length);
        OtlpScanner scanner = new OtlpScanner(body, offset, length);
        scanner.request(offset + length);
        if (scanner.needsMerging) {
            byte[] merged = OtlpNormalizer.normalize(body, offset, length);
            scanner = new OtlpScanner(merged, 0, merged.length);
            scanner.request(merged.length);
            if (scanner.needsMerging) {
                throw new IllegalStateException("a normalised request has a repeated message");
            }
        }
        return scanner.batch;
    }

    /** Scans a whole array. */
    public static SpanBatch scan(byte[] body) throws OtlpException {
        return scan(body, 0, body.length);
    }

    private void request(int end) throws OtlpException {
        while (pos < end) {
            int tag = tag(MessageType.REQUEST, end);
            if (tag == RESOURCE_TAG) {
                resourceSpans(length(MessageType.REQUEST, tag, end));
            } else {
                other(MessageType.REQUEST, tag, end);
            }
        }
    }

    private void resourceSpans(int end) throws OtlpException {
        int resource = batch.addResource();
        batch.resource(resource, end, 0);
        boolean seen = false;
        while (pos < end) {
            int tag = tag(MessageType.RESOURCE_SPANS, end);
            if (tag == RESOURCE_TAG) {
                int fieldEnd = length(MessageType.RESOURCE_SPANS, tag, end);
                batch.resource(resource, pos, fieldEnd - pos);
                needsMerging |= seen;
                seen = true;
                message(MessageType.RESOURCE, fieldEnd, 0);
            } else if (tag == SCOPE_SPANS_TAG) {
                scopeSpans(length(MessageType.RESOURCE_SPANS, tag, end), resource);
            } else {
                other(MessageType.RESOURCE_SPANS, tag, end);
            }
        }
    }

    private void scopeSpans(int end, int resource) throws OtlpException {
        int scope = batch.addScope(resource);
        batch.scope(scope, end, 0);
        boolean seen = false;
        while (pos < end) {
            int tag = tag(MessageType.SCOPE_SPANS, end);
            if (tag == SPAN_TAG) {
                span(length(MessageType.SCOPE_SPANS, tag, end), scope);
            } else if (tag == SCOPE_TAG) {
                int fieldEnd = length(MessageType.SCOPE_SPANS, tag, end);
                batch.scope(scope, pos, fieldEnd - pos);
                needsMerging |= seen;
                seen = true;
                message(MessageType.SCOPE, fieldEnd, 0);
            } else {
                other(MessageType.SCOPE_SPANS, tag, end);
            }
        }
    }

    private void span(int end, int scope) throws OtlpException {
        int start = pos;
        int traceId = 0;
        int traceIdLength = 0;
        int spanId = 0;
        int spanIdLength = 0;
        int parentIdLength = 0;
        boolean statusSeen = false;
        while (pos < end) {
            int tag = tag(MessageType.SPAN, end);
            switch (tag) {
                case ATTRIBUTE_TAG -> attribute(length(MessageType.SPAN, tag, end));
                case TRACE_ID_TAG -> {
                    int fieldEnd = length(MessageType.SPAN, tag, end);
                    traceId = pos;
                    traceIdLength = fieldEnd - pos;
                    pos = fieldEnd;
                }
                case SPAN_ID_TAG -> {
                    int fieldEnd = length(MessageType.SPAN, tag, end);
                    spanId = pos;
                    spanIdLength = fieldEnd - pos;
                    pos = fieldEnd;
                }
                case PARENT_ID_TAG -> {
                    int fieldEnd = length(MessageType.SPAN, tag, end);
                    parentIdLength = fieldEnd - pos;
                    pos = fieldEnd;
                }
                default -> {
                    if (tag >>> 3 == STATUS_FIELD) {
                        needsMerging |= statusSeen;
                        statusSeen = true;
                    }
                    other(MessageType.SPAN, tag, end);
                }
            }
        }
        if (checkTraceId(traceId, traceIdLength)
                && checkSpanId(spanId, spanIdLength)
                && checkParentId(parentIdLength)) {
            long high = traceIdLength == 16 ? BigEndian.getLong(bytes, traceId) : 0;
            long low = BigEndian.getLong(bytes, traceId + traceIdLength - 8);
            batch.addSpan(scope, start, end - start, high, low);
        }
    }

    private boolean checkTraceId(int at, int length) {
        boolean zero =
                switch (length) {
                    case 16 ->
                            (BigEndian.getLong(bytes, at) | BigEndian.getLong(bytes, at + 8)) == 0;
                    case 8 -> BigEndian.getLong(bytes, at) == 0;
                    default -> true;
                };
        if (zero && batch.reject(SpanRejection.Reason.INVALID_TRACE_ID)) {
            batch.rejectionExample(
                    SpanRejection.Reason.INVALID_TRACE_ID,
                    "trace ids must be 128 bit and not all zero, received "
                            + (length == 16 || length == 8 ? "only zeros" : length * 8L + " bits"));
        }
        return !zero;
    }

    private boolean checkSpanId(int at, int length) {
        boolean right = length == 8 && BigEndian.getLong(bytes, at) != 0;
        if (!right && batch.reject(SpanRejection.Reason.INVALID_SPAN_ID)) {
            batch.rejectionExample(
                    SpanRejection.Reason.INVALID_SPAN_ID,
                    "span ids must be 64 bit and not all zero, received "
                            + (length == 8 ? "only zeros" : length * 8L + " bits"));
        }
        return right;
    }

    private boolean checkParentId(int length) {
        boolean right = length == 0 || length == 8;
        if (!right && batch.reject(SpanRejection.Reason.INVALID_SPAN_ID)) {
            batch.rejectionExample(
                    SpanRejection.Reason.INVALID_SPAN_ID,
                    "parent span ids must be empty or 64 bit, received " + length * 8L + " bits");
        }
        return right;
    }

    /**
     * A KeyValue that ends at {@code end}. Nearly all are a short key and then a short string, a
     * number or a boolean; those are recognised without a loop over fields.
     */
    private void attribute(int end) throws OtlpException {
        byte[] b = bytes;
        int p = pos;
        if (end - p >= 6 && b[p] == 0x0A && b[p + 1] >= 0) {
            int value = p + 2 + b[p + 1];
            if (end - value >= 4
                    && b[value] == 0x12
                    && b[value + 1] == end - value - 2
                    && isPlain(b, value + 2, end)) {
                pos = end;
                return;
            }
        }
        message(MessageType.KEY_VALUE, end, 0);
    }

    /** Whether an AnyValue of at least 2 bytes is one scalar and nothing else; false if unsure. */
    private static boolean isPlain(byte[] b, int from, int end) {
        return switch (b[from]) {
            case STRING_VALUE_TAG -> b[from + 1] == end - from - 2;
            case BOOL_VALUE_TAG, INT_VALUE_TAG -> {
                int last = end - 1;
                int p = from + 1;
                while (p < last && b[p] < 0) {
                    p++;
                }
                yield p == last && b[last] >= 0 && last - from <= 10;
            }
            case DOUBLE_VALUE_TAG -> end - from == 9;
            default -> false;
        };
    }

    /** The fields of a message that ends at {@code end}. */
    private void message(MessageType type, int end, int valueDepth) throws OtlpException {
        int seen = 0;
        while (pos < end) {
            int tag = tag(type, end);
            Field field = type.field(tag >>> 3);
            if (field == null) {
                skip(type, tag, end, 0);
                continue;
            }
            if (field.message() != null && !field.repeated() || type.oneof) {
                // a second member of a oneof replaces the first or merges with it
                int bit = type.oneof ? 1 : 1 << field.number();
                needsMerging |= (seen & bit) != 0;
                seen |= bit;
            }
            known(type, field, tag, end, valueDepth);
        }
    }

    /** A field of a message whose repeated fields the caller has looked after. */
    private void other(MessageType type, int tag, int end) throws OtlpException {
        Field field = type.field(tag >>> 3);
        if (field == null) {
            skip(type, tag, end, 0);
        } else {
            known(type, field, tag, end, 0);
        }
    }

    private void known(MessageType type, Field field, int tag, int end, int valueDepth)
            throws OtlpException {
        if ((tag & 7) != field.wireType()) {
            throw malformed(
                    type,
                    tag,
                    "has wire type " + (tag & 7) + ", but expected is " + field.wireType());
        }
        if (field.message() == null) {
            skip(type, tag, end, 0);
            return;
        }
        int fieldEnd = length(type, tag, end);
        if (field == SPAN_ATTRIBUTES) {
            attribute(fieldEnd);
        } else if (field.message() == MessageType.ANY_VALUE) {
            if (valueDepth == MAX_VALUE_DEPTH) {
                throw malformed(
                        type, tag, "is nested more than " + MAX_VALUE_DEPTH + " values deep");
            }
            message(MessageType.ANY_VALUE, fieldEnd, valueDepth + 1);
        } else {
            message(field.message(), fieldEnd, valueDepth);
        }
    }

    private void skip(MessageType type, int tag, int end, int groupDepth) throws OtlpException {
        switch (tag & 7) {
            case MessageType.VARINT -> varint(type, tag, end);
            case MessageType.FIXED64 -> fixed(type, tag, end, 8);
            case MessageType.BYTES -> pos = length(type, tag, end);
            case MessageType.START_GROUP -> group(type, tag, end, groupDepth + 1);
            case MessageType.FIXED32 -> fixed(type, tag, end, 4);
            case MessageType.END_GROUP ->
                    throw malformed(type, tag, "ends a group that has not begun");
            default -> throw malformed(type, tag, "has the undefined wire type " + (tag & 7));
        }
    }

    private void group(MessageType type, int startTag, int end, int depth) throws OtlpException {
        if (depth > MAX_GROUP_DEPTH) {
            throw malformed(type, startTag, "is nested more than " + MAX_GROUP_DEPTH + " deep");
        }
        int endTag = startTag & ~7 | MessageType.END_GROUP;
        while (pos < end) {
            int tag = tag(type, end);
            if (tag == endTag) {
                return;
            }
            skip(type, tag, end, depth);
        }
        throw malformed(type, startTag, "is a group without an end");
    }

    private void fixed(MessageType type, int tag, int end, int width) throws OtlpException {
        if (end - pos < width) {
            throw malformed(type, tag, "needs " + width + " bytes, but " + (end - pos) + " remain");
        }
        pos += width;
    }

    private int tag(MessageType type, int end) throws OtlpException {
        byte first = bytes[pos];
        if (first >= 1 << 3) {
            pos++;
            return first;
        }
        int start = pos;
        long tag = varint(type, -1, end);
        if (tag >>> 32 != 0 || tag >>> 3 == 0) {
            pos = start;
            throw malformed(
                    type,
                    -1,
                    "has a field tag with the impossible number "
                            + Long.toUnsignedString(tag >>> 3));
        }
        return (int) tag;
    }

    /** Reads the length of a field; gives where the field ends. */
    private int length(MessageType type, int tag, int end) throws OtlpException {
        if (pos < end && bytes[pos] >= 0) {
            int length = bytes[pos++];
            if (length > end - pos) {
                throw overlong(type, tag, length, end);
            }
            return pos + length;
        }
        long length = varint(type, tag, end);
        if (length < 0 || length > end - pos) {
            throw overlong(type, tag, length, end);
        }
        return pos + (int) length;
    }

    private long varint(MessageType type, int tag, int end) throws OtlpException {
        long value = 0;
        int p = pos;
        for (int shift = 0; shift < 70; shift += 7) {
            if (p == end) {
                throw malformed(type, tag, "is cut within a number");
            }
            byte b = bytes[p++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                pos = p;
                return value;
            }
        }
        throw malformed(type, tag, "has a number of more than 10 bytes");
    }

    private OtlpException overlong(MessageType type, int tag, long length, int end) {
        return malformed(
                type,
                tag,
                "claims "
                        + Long.toUnsignedString(length)
                        + " bytes, but "
                        + (end - pos)
                        + " remain");
    }

    /** What is wrong with a field, or with the message itself where {@code tag} is -1. */
    private OtlpException malformed(MessageType type, int tag, String what) {
        String subject = type.name;
        if (tag != -1) {
            int number = tag >>> 3;
            Field field = type.field(number);
            subject += "." + (field == null ? "field " + number : field.name());
        }
        return new OtlpException(
                "malformed OTLP data at byte " + (pos - origin) + ": " + subject + " " + what);
    }
}
