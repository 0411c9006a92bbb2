package io.tempo.core.otlp;

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
                    .scalar(1, "key", BYTES)
                    .message(2, "value", ANY_VALUE)
                    .scalar(3, "key_strindex", VARINT);
    static final MessageType ARRAY_VALUE =
            new MessageType("ArrayValue").repeated(1, "values", ANY_VALUE);
    static final MessageType KEY_VALUE_LIST =
            new MessageType("KeyValueList").repeated(1, "values", KEY_VALUE);

    static {
        ANY_VALUE
                .scalar(1, "string_value", BYTES)
                .scalar(2, "bool_value", VARINT)
                .scalar(3, "int_value", VARINT)
                .scalar(4, "double_value", FIXED64)
                .message(5, "array_value", ARRAY_VALUE)
                .message(6, "kvlist_value", KEY_VALUE_LIST)
                .scalar(7, "bytes_value", BYTES)
                .scalar(8, "string_value_strindex", VARINT);
    }

    static final MessageType ENTITY_REF =
            new MessageType("EntityRef")
                    .scalar(1, "schema_url", BYTES)
                    .scalar(2, "type", BYTES)
                    .scalar(3, "id_keys", BYTES)
                    .scalar(4, "description_keys", BYTES);
    static final MessageType RESOURCE =
            new MessageType("Resource")
                    .repeated(1, "attributes", KEY_VALUE)
                    .scalar(2, "dropped_attributes_count", VARINT)
                    .repeated(3, "entity_refs", ENTITY_REF);
    static final MessageType SCOPE =
            new MessageType("InstrumentationScope")
                    .scalar(1, "name", BYTES)
                    .scalar(2, "version", BYTES)
                    .repeated(3, "attributes", KEY_VALUE)
                    .scalar(4, "dropped_attributes_count", VARINT);
    static final MessageType EVENT =
            new MessageType("Event")
                    .scalar(1, "time_unix_nano", FIXED64)
                    .scalar(2, "name", BYTES)
                    .repeated(3, "attributes", KEY_VALUE)
                    .scalar(4, "dropped_attributes_count", VARINT);
    static final MessageType LINK =
            new MessageType("Link")
                    .scalar(1, "trace_id", BYTES)
                    .scalar(2, "span_id", BYTES)
                    .scalar(3, "trace_state", BYTES)
                    .repeated(4, "attributes", KEY_VALUE)
                    .scalar(5, "dropped_attributes_count", VARINT)
                    .scalar(6, "flags", FIXED32);
    static final MessageType STATUS =
            new MessageType("Status").scalar(2, "message", BYTES).scalar(3, "code", VARINT);
    static final MessageType SPAN =
            new MessageType("Span")
                    .scalar(1, "trace_id", BYTES)
                    .scalar(2, "span_id", BYTES)
                    .scalar(3, "trace_state", BYTES)
                    .scalar(4, "parent_span_id", BYTES)
                    .scalar(5, "name", BYTES)
                    .scalar(6, "kind", VARINT)
                    .scalar(7, "start_time_unix_nano", FIXED64)
                    .scalar(8, "end_time_unix_nano", FIXED64)
                    .repeated(9, "attributes", KEY_VALUE)
                    .scalar(10, "dropped_attributes_count", VARINT)
                    .repeated(11, "events", EVENT)
                    .scalar(12, "dropped_events_count", VARINT)
                    .repeated(13, "links", LINK)
                    .scalar(14, "dropped_links_count", VARINT)
                    .message(15, "status", STATUS)
                    .scalar(16, "flags", FIXED32);
    static final MessageType SCOPE_SPANS =
            new MessageType("ScopeSpans")
                    .message(1, "scope", SCOPE)
                    .repeated(2, "spans", SPAN)
                    .scalar(3, "schema_url", BYTES);
    static final MessageType RESOURCE_SPANS =
            new MessageType("ResourceSpans")
                    .message(1, "resource", RESOURCE)
                    .repeated(2, "scope_spans", SCOPE_SPANS)
                    .scalar(3, "schema_url", BYTES);

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

    private MessageType scalar(int number, String fieldName, int wireType) {
        return add(new Field(number, fieldName, wireType, null, false));
    }

    private MessageType message(int number, String fieldName, MessageType type) {
        return add(new Field(number, fieldName, BYTES, type, false));
    }

    private MessageType repeated(int number, String fieldName, MessageType type) {
        return add(new Field(number, fieldName, BYTES, type, true));
    }

    private MessageType add(Field field) {
        fields[field.number] = field;
        return this;
    }

    /**
     * A field.
     *
     * @param message the type of an embedded message, or null
     * @param repeated whether it is a list of messages
     */
    record Field(int number, String name, int wireType, MessageType message, boolean repeated) {

        /** Whether this is a text of an attribute: a key or a string value. */
        boolean isAttributeText() {
            return wireType == BYTES && (name.equals("key") || name.equals("string_value"));
        }
    }
}
