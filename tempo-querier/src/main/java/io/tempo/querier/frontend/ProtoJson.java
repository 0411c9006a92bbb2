package io.tempo.querier.frontend;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes protobuf messages as JSON the way that clients of Tempo's HTTP API read them: the proto3
 * JSON mapping with fields in order of declaration, zero values left out, 64-bit integers as text,
 * bytes as padded base64, enum values by name, map keys sorted, and {@code < > &} escaped.
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

    private final StringBuilder out;
    private final boolean quickly;

    private ProtoJson(StringBuilder out, boolean quickly) {
        this.out = out;
        this.quickly = quickly;
    }

    /** The message as JSON, without any white space. */
    public static String print(Message message) {
        StringBuilder out = new StringBuilder(1024);
        new ProtoJson(out, true).message(message);
        return out.toString();
    }

    /** The same text, all of it written by descriptors. */
    static String printByDescriptor(Message message) {
        StringBuilder out = new StringBuilder(1024);
        new ProtoJson(out, false).message(message);
        return out.toString();
    }

    /** Writes a message that is not among the frequent ones, or has something unusual. */
    static void anyMessage(StringBuilder out, MessageOrBuilder message) {
        new ProtoJson(out, true).anyMessage(message);
    }

    private void message(MessageOrBuilder message) {
        if (!quickly || !FrequentMessages.write(out, message)) {
            anyMessage(message);
        }
    }

    private void anyMessage(MessageOrBuilder message) {
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
            JsonText.text(out, field.getJsonName());
            out.append(':');
            if (field.isMapField()) {
                map((List<?>) message.getField(field), field);
            } else if (field.isRepeated()) {
                list((List<?>) message.getField(field), field);
            } else {
                value(message.getField(field), field);
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

    private void list(List<?> values, FieldDescriptor field) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(values.get(i), field);
        }
        out.append(']');
    }

    private void map(List<?> entries, FieldDescriptor field) {
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
            JsonText.text(out, entry.getKey());
            out.append(':');
            value(entry.getValue(), valueField);
        }
        out.append('}');
    }

    private void value(Object value, FieldDescriptor field) {
        switch (field.getType()) {
            case MESSAGE, GROUP -> message((MessageOrBuilder) value);
            case STRING -> JsonText.text(out, (String) value);
            case BYTES ->
                    out.append('"')
                            .append(
                                    Base64.getEncoder()
                                            .encodeToString(((ByteString) value).toByteArray()))
                            .append('"');
            case ENUM -> enumValue((EnumValueDescriptor) value);
            case BOOL, INT32, SINT32, SFIXED32 -> out.append(value);
            case UINT32, FIXED32 -> out.append(Integer.toUnsignedString((Integer) value));
            case INT64, SINT64, SFIXED64 -> out.append('"').append(value).append('"');
            case UINT64, FIXED64 ->
                    out.append('"').append(Long.toUnsignedString((Long) value)).append('"');
            case DOUBLE -> JsonText.number(out, (Double) value);
            case FLOAT -> JsonText.number(out, (Float) value);
        }
    }

    private void enumValue(EnumValueDescriptor value) {
        if (value.getIndex() < 0) {
            out.append(value.getNumber());
        } else {
            JsonText.text(out, value.getName());
        }
    }
}
