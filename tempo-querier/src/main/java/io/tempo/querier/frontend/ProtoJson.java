package io.tempo.querier.frontend;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes protobuf messages as JSON the way that clients of Tempo's HTTP API read them: the proto3
 * JSON mapping with fields in order of declaration, zero values left out, 64-bit integers as text,
 * bytes as padded base64, enum values by name, map keys sorted, and {@code < > &} escaped.
 * Stateless and thread-safe.
 */
public final class ProtoJson {

    /** Lists that an answer shows even when they are empty. */
    private static final Set<String> ALWAYS =
            Set.of(
                    "tempopb.SearchResponse.traces",
                    "tempopb.SearchTagsResponse.tagNames",
                    "tempopb.SearchTagsV2Response.scopes",
                    "tempopb.SearchTagValuesResponse.tagValues",
                    "tempopb.SearchTagValuesV2Response.tagValues",
                    "tempopb.QueryRangeResponse.series");

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private ProtoJson() {}

    /** The message as JSON, without any white space. */
    public static String print(Message message) {
        StringBuilder out = new StringBuilder(1024);
        message(out, message);
        return out.toString();
    }

    private static void message(StringBuilder out, MessageOrBuilder message) {
        out.append('{');
        boolean first = true;
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!shown(message, field)) {
                continue;
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            text(out, field.getJsonName());
            out.append(':');
            if (field.isMapField()) {
                map(out, (List<?>) message.getField(field), field);
            } else if (field.isRepeated()) {
                list(out, (List<?>) message.getField(field), field);
            } else {
                value(out, message.getField(field), field);
            }
        }
        out.append('}');
    }

    private static boolean shown(MessageOrBuilder message, FieldDescriptor field) {
        if (field.isRepeated()) {
            return message.getRepeatedFieldCount(field) > 0 || ALWAYS.contains(field.getFullName());
        }
        return message.hasField(field);
    }

    private static void list(StringBuilder out, List<?> values, FieldDescriptor field) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(out, values.get(i), field);
        }
        out.append(']');
    }

    private static void map(StringBuilder out, List<?> entries, FieldDescriptor field) {
        FieldDescriptor keyField = field.getMessageType().findFieldByNumber(1);
        FieldDescriptor valueField = field.getMessageType().findFieldByNumber(2);
        Map<String, Object> sorted = new TreeMap<>();
        for (Object entry : entries) {
            Message e = (Message) entry;
            sorted.put(e.getField(keyField).toString(), e.getField(valueField));
        }
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            text(out, entry.getKey());
            out.append(':');
            value(out, entry.getValue(), valueField);
        }
        out.append('}');
    }

    private static void value(StringBuilder out, Object value, FieldDescriptor field) {
        switch (field.getType()) {
            case MESSAGE, GROUP -> message(out, (MessageOrBuilder) value);
            case STRING -> text(out, (String) value);
            case BYTES ->
                    out.append('"')
                            .append(
                                    Base64.getEncoder()
                                            .encodeToString(((ByteString) value).toByteArray()))
                            .append('"');
            case ENUM -> enumValue(out, (EnumValueDescriptor) value);
            case BOOL, INT32, SINT32, SFIXED32 -> out.append(value);
            case UINT32, FIXED32 -> out.append(Integer.toUnsignedString((Integer) value));
            case INT64, SINT64, SFIXED64 -> out.append('"').append(value).append('"');
            case UINT64, FIXED64 ->
                    out.append('"').append(Long.toUnsignedString((Long) value)).append('"');
            case DOUBLE -> number(out, (Double) value);
            case FLOAT -> number(out, (Float) value);
        }
    }

    private static void enumValue(StringBuilder out, EnumValueDescriptor value) {
        if (value.getIndex() < 0) {
            out.append(value.getNumber());
        } else {
            text(out, value.getName());
        }
    }

    /** Shortest decimal that reads back the same; with an exponent below 1e-6 and from 1e21. */
    private static void number(StringBuilder out, double d) {
        if (Double.isNaN(d)) {
            out.append("\"NaN\"");
        } else if (Double.isInfinite(d)) {
            out.append(d > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else if (d == 0) {
            out.append(1 / d < 0 ? "-0" : "0");
        } else {
            BigDecimal decimal = new BigDecimal(Double.toString(d)).stripTrailingZeros();
            double magnitude = Math.abs(d);
            if (magnitude >= 1e-6 && magnitude < 1e21) {
                out.append(decimal.toPlainString());
                return;
            }
            String digits = decimal.unscaledValue().abs().toString();
            int exponent = digits.length() - 1 - decimal.scale();
            out.append(d < 0 ? "-" : "").append(digits.charAt(0));
            if (digits.length() > 1) {
                out.append('.').append(digits, 1, digits.length());
            }
            out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
        }
    }

    private static void text(StringBuilder out, String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> escape(out, c);
                default -> {
                    if (c < 0x20 || unpaired(s, i)) {
                        escape(out, c < 0x20 ? c : '\uFFFD');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** Half a surrogate pair cannot be written as UTF-8. */
    private static boolean unpaired(String s, int i) {
        char c = s.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 15])
                .append(HEX[c >> 4 & 15])
                .append(HEX[c & 15]);
    }
}
