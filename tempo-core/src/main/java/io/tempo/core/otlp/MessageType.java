package io.tempo.core.otlp;

import java.util.HashMap;
import java.util.Map;

/**
 * What is known of OTLP's trace messages: their fields, each with its wire type. Numbers and types
 * are those of opentelemetry-proto 1.x ({@code trace/v1}, {@code common/v1}, {@code resource/v1}).
 */
final class MessageType {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int START_GROUP = 3;
    static final int END_GROUP = 4;
    static final int FIXED32 = 5;

    static final MessageType ANY_VALUE = new MessageType("AnyValue", true);
    static final MessageType KEY_VALUE =
            new MessageType("KeyValue")
                    .scalar(1, "key", Kind.TEXT)
                    .message(2, "value", ANY_VALUE)
                    .scalar(3, "key_strindex", Kind.INT32);
    static final MessageType ARRAY_VALUE =
            new MessageType("ArrayValue").repeated(1, "values", ANY_VALUE);
    static final MessageType KEY_VALUE_LIST =
            new MessageType("KeyValueList").repeated(1, "values", KEY_VALUE);

    static {
        ANY_VALUE
                .scalar(1, "string_value", Kind.TEXT)
                .scalar(2, "bool_value", Kind.BOOL)
                .scalar(3, "int_value", Kind.INT64)
                .scalar(4, "double_value", Kind.DOUBLE)
                .message(5, "array_value", ARRAY_VALUE)
                .message(6, "kvlist_value", KEY_VALUE_LIST)
                .scalar(7, "bytes_value", Kind.BASE64)
                .scalar(8, "string_value_strindex", Kind.INT32);
    }

    static final MessageType ENTITY_REF =
            new MessageType("EntityRef")
                    .scalar(1, "schema_url", Kind.TEXT)
                    .scalar(2, "type", Kind.TEXT)
                    .list(3, "id_keys", Kind.TEXT)
                    .list(4, "description_keys", Kind.TEXT);
    static final MessageType RESOURCE =
            new MessageType("Resource")
                    .repeated(1, "attributes", KEY_VALUE)
                    .scalar(2, "dropped_attributes_count", Kind.UINT32)
                    .repeated(3, "entity_refs", ENTITY_REF);
    static final MessageType SCOPE =
            new MessageType("InstrumentationScope")
                    .scalar(1, "name", Kind.TEXT)
                    .scalar(2, "version", Kind.TEXT)
                    .repeated(3, "attributes", KEY_VALUE)
                    .scalar(4, "dropped_attributes_count", Kind.UINT32);
    static final MessageType EVENT =
            new MessageType("Event")
                    .scalar(1, "time_unix_nano", Kind.FIXED64)
                    .scalar(2, "name", Kind.TEXT)
                    .repeated(3, "attributes", KEY_VALUE)
                    .scalar(4, "dropped_attributes_count", Kind.UINT32);
    static final MessageType LINK =
            new MessageType("Link")
                    .scalar(1, "trace_id", Kind.TRACE_ID)
                    .scalar(2, "span_id", Kind.SPAN_ID)
                    .scalar(3, "trace_state", Kind.TEXT)
                    .repeated(4, "attributes", KEY_VALUE)
                    .scalar(5, "dropped_attributes_count", Kind.UINT32)
                    .scalar(6, "flags", Kind.FIXED32);
    static final MessageType STATUS =
            new MessageType("Status")
                    .scalar(2, "message", Kind.TEXT)
                    .scalar(3, "code", Kind.STATUS_CODE);
    static final MessageType SPAN =
            new MessageType("Span")
                    .scalar(1, "trace_id", Kind.TRACE_ID)
                    .scalar(2, "span_id", Kind.SPAN_ID)
                    .scalar(3, "trace_state", Kind.TEXT)
                    .scalar(4, "parent_span_id", Kind.SPAN_ID)
                    .scalar(5, "name", Kind.TEXT)
                    .scalar(6, "kind", Kind.SPAN_KIND)
                    .scalar(7, "start_time_unix_nano", Kind.FIXED64)
                    .scalar(8, "end_time_unix_nano", Kind.FIXED64)
                    .repeated(9, "attributes", KEY_VALUE)
                    .scalar(10, "dropped_attributes_count", Kind.UINT32)
                    .repeated(11, "events", EVENT)
                    .scalar(12, "dropped_events_count", Kind.UINT32)
                    .repeated(13, "links", LINK)
                    .scalar(14, "dropped_links_count", Kind.UINT32)
                    .message(15, "status", STATUS)
                    .scalar(16, "flags", Kind.FIXED32);
    static final MessageType SCOPE_SPANS =
            new MessageType("ScopeSpans")
                    .message(1, "scope", SCOPE)
                    .repeated(2, "spans", SPAN)
                    .scalar(3, "schema_url", Kind.TEXT);
    static final MessageType RESOURCE_SPANS =
            new MessageType("ResourceSpans")
                    .message(1, "resource", RESOURCE)
                    .repeated(2, "scope_spans", SCOPE_SPANS)
                    .scalar(3, "schema_url", Kind.TEXT);

    /**
     * ExportTraceServiceRequest, TracesData and tempopb's Trace, which are the same on the wire.
     */
    static final MessageType REQUEST =
            new MessageType("TracesData").repeated(1, "resource_spans", RESOURCE_SPANS);

    private static final int MAX_FIELD = 16;

    final String name;

    /** Whether at most one of the fields is set, the last one seen. */
    final boolean oneof;

    private final Field[] fields = new Field[MAX_FIELD + 1];
    private final Map<String, Field> byName = new HashMap<>();

    private MessageType(String name) {
        this(name, false);
    }

    private MessageType(String name, boolean oneof) {
        this.name = name;
        this.oneof = oneof;
    }

    /** The field of a number, or null if it is unknown. */
    Field field(int number) {
        return number <= MAX_FIELD ? fields[number] : null;
    }

    /** The field of a name in JSON, lowerCamelCase or snake_case, or null if it is unknown. */
    Field field(String jsonName) {
        return byName.get(jsonName);
    }

    private MessageType scalar(int number, String fieldName, Kind kind) {
        return add(new Field(number, fieldName, kind, null, false));
    }

    private MessageType list(int number, String fieldName, Kind kind) {
        return add(new Field(number, fieldName, kind, null, true));
    }

    private MessageType message(int number, String fieldName, MessageType type) {
        return add(new Field(number, fieldName, Kind.MESSAGE, type, false));
    }

    private MessageType repeated(int number, String fieldName, MessageType type) {
        return add(new Field(number, fieldName, Kind.MESSAGE, type, true));
    }

    private MessageType add(Field field) {
        fields[field.number] = field;
        byName.put(field.name, field);
        byName.put(camelCase(field.name), field);
        return this;
    }

    private static String camelCase(String name) {
        StringBuilder result = new StringBuilder();
        for (String word : name.split("_")) {
            result.append(
                    result.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return result.toString();
    }

    /** What a field holds, and with that how it is written in protobuf and in JSON. */
    enum Kind {
        TEXT(MessageType.BYTES),
        /** 16 bytes, or none; hexadecimal in JSON. */
        TRACE_ID(MessageType.BYTES),
        /** 8 bytes, or none; hexadecimal in JSON. */
        SPAN_ID(MessageType.BYTES),
        /** Any bytes; base64 in JSON. */
        BASE64(MessageType.BYTES),
        MESSAGE(MessageType.BYTES),
        BOOL(MessageType.VARINT),
        INT32(MessageType.VARINT),
        UINT32(MessageType.VARINT),
        INT64(MessageType.VARINT),
        SPAN_KIND(MessageType.VARINT),
        STATUS_CODE(MessageType.VARINT),
        DOUBLE(MessageType.FIXED64),
        /** Unsigned. */
        FIXED64(MessageType.FIXED64),
        /** Unsigned. */
        FIXED32(MessageType.FIXED32);

        final int wireType;

        Kind(int wireType) {
            this.wireType = wireType;
        }
    }

    /**
     * A field.
     *
     * @param name in snake_case
     * @param message the type of an embedded message, or null
     */
    record Field(int number, String name, Kind kind, MessageType message, boolean repeated) {

        int wireType() {
            return kind.wireType;
        }
    }
}
