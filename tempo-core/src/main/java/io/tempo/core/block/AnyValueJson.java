package io.tempo.core.block;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * OTLP's {@code AnyValue}, between its binary encoding and the JSON text in which blocks keep the
 * values that no column can hold (the JSON mapping of protobuf, without white space).
 *
 * <p>The JSON of a value that was never set is <code>{}</code>. Text that is not UTF-8 is repaired,
 * values nested more than {@value #MAX_DEPTH} deep are cut off.
 */
final class AnyValueJson {

    static final int MAX_DEPTH = 64;

    // Field numbers of AnyValue.
    private static final int STRING = 1;
    private static final int BOOL = 2;
    private static final int INT = 3;
    private static final int DOUBLE = 4;
    private static final int ARRAY = 5;
    private static final int KEY_VALUES = 6;
    private static final int BYTES = 7;

    private static final JsonFactory JSON = new JsonFactory();

    private AnyValueJson() {}

    /** The JSON of an encoded value, in UTF-8. What is damaged counts as not set. */
    static byte[] toJson(byte[] encoded) {
        StringBuilder out = new StringBuilder(encoded.length + 32);
        value(new ProtoReader(encoded, 0, encoded.length), out, 0);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The encoded value of a JSON text.
     *
     * @throws IllegalArgumentException if it is not the JSON of a value
     */
    static byte[] fromJson(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            byte[] encoded = value(parser, 0);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException(
                        "the JSON of an attribute value goes on behind its end");
            }
            return encoded;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "not the JSON of an attribute value: " + e.getMessage(), e);
        }
    }

    // ---- to JSON ----

    private static void value(ProtoReader in, StringBuilder out, int depth) {
        int member = 0;
        ProtoReader content = null;
        long number = 0;
        while (in.next()) {
            switch (in.field()) {
                case STRING, BYTES, ARRAY, KEY_VALUES -> {
                    if (in.isBytes()) {
                        member = in.field();
                        content = in.content();
                    }
                }
                case BOOL, INT, DOUBLE -> {
                    if (!in.isBytes()) {
                        member = in.field();
                        number = in.number();
                    }
                }
                default -> {
                    // a field of a later version
                }
            }
        }
        out.append('{');
        switch (member) {
            case STRING -> string(content.text(), out.append("\"stringValue\":"));
            case BOOL -> out.append("\"boolValue\":").append(number != 0);
            case INT -> out.append("\"intValue\":\"").append(number).append('"');
            case DOUBLE -> number(Double.longBitsToDouble(number), out);
            case BYTES ->
                    out.append("\"bytesValue\":\"")
                            .append(Base64.getEncoder().encodeToString(content.bytes()))
                            .append('"');
            case ARRAY -> list("arrayValue", content, out, depth, false);
            case KEY_VALUES -> list("kvlistValue", content, out, depth, true);
            default -> {
                // never set
            }
        }
        out.append('}');
    }

    private static void list(
            String name, ProtoReader in, StringBuilder out, int depth, boolean keyed) {
        out.append('"').append(name).append("\":{");
        boolean first = true;
        while (depth < MAX_DEPTH && in.next()) {
            if (in.field() == 1 && in.isBytes()) {
                out.append(first ? "\"values\":[" : ",");
                first = false;
                if (keyed) {
                    keyValue(in.content(), out, depth + 1);
                } else {
                    value(in.content(), out, depth + 1);
                }
            }
        }
        out.append(first ? "}" : "]}");
    }

    private static void keyValue(ProtoReader in, StringBuilder out, int depth) {
        String key = "";
        ProtoReader content = null;
        while (in.next()) {
            if (in.field() == 1 && in.isBytes()) {
                key = in.content().text();
            } else if (in.field() == 2 && in.isBytes()) {
                content = in.content();
            }
        }
        char separator = '{';
        if (!key.isEmpty()) {
            string(key, out.append("{\"key\":"));
            separator = ',';
        }
        if (content != null) {
            value(content, out.append(separator).append("\"value\":"), depth);
            separator = ',';
        }
        out.append(separator == '{' ? "{}" : "}");
    }

    private static void number(double value, StringBuilder out) {
        out.append("\"doubleValue\":");
        if (Double.isNaN(value)) {
            out.append("\"NaN\"");
        } else if (Double.isInfinite(value)) {
            out.append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        } else {
            out.append(value);
            if (out.charAt(out.length() - 1) == '0' && out.charAt(out.length() - 2) == '.') {
                out.setLength(out.length() - 2);
            }
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(c < 16 ? "0" : "")
                                .append(Integer.toHexString(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    // ---- from JSON ----

    private static byte[] value(JsonParser in, int depth) throws IOException {
        expect(in, JsonToken.START_OBJECT);
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "an attribute value is nested more than " + MAX_DEPTH + " deep");
        }
        byte[] encoded = new byte[0];
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            ProtoBytes out = new ProtoBytes();
            switch (name) {
                case "stringValue", "string_value" -> out.bytes(STRING, utf8(in));
                case "boolValue", "bool_value" -> out.varint(BOOL, in.getBooleanValue() ? 1 : 0);
                case "intValue", "int_value" -> out.varint(INT, integer(in));
                case "doubleValue", "double_value" -> out.fixed64(DOUBLE, decimal(in));
                case "bytesValue", "bytes_value" -> out.bytes(BYTES, in.getBinaryValue());
                case "arrayValue", "array_value" -> out.bytes(ARRAY, list(in, depth + 1, false));
                case "kvlistValue", "kvlist_value" ->
                        out.bytes(KEY_VALUES, list(in, depth + 1, true));
                default ->
                        throw new IllegalArgumentException(
                                "an attribute value has no member " + name);
            }
            encoded = out.toBytes();
        }
        return encoded;
    }

    private static byte[] list(JsonParser in, int depth, boolean keyed) throws IOException {
        expect(in, JsonToken.START_OBJECT);
        ProtoBytes out = new ProtoBytes();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            if (!in.currentName().equals("values")) {
                throw new IllegalArgumentException(
                        "a list of attribute values has no member " + in.currentName());
            }
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            expect(in, JsonToken.START_ARRAY);
            while (in.nextToken() != JsonToken.END_ARRAY) {
                out.bytes(1, keyed ? keyValue(in, depth) : value(in, depth));
            }
        }
        return out.toBytes();
    }

    private static byte[] keyValue(JsonParser in, int depth) throws IOException {
        expect(in, JsonToken.START_OBJECT);
        byte[] key = new byte[0];
        byte[] content = null;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (name) {
                case "key" -> key = utf8(in);
                case "value" -> content = value(in, depth);
                default -> throw new IllegalArgumentException("an attribute has no member " + name);
            }
        }
        ProtoBytes out = new ProtoBytes();
        if (key.length > 0) {
            out.bytes(1, key);
        }
        if (content != null) {
            out.bytes(2, content);
        }
        return out.toBytes();
    }

    private static byte[] utf8(JsonParser in) throws IOException {
        expect(in, JsonToken.VALUE_STRING);
        return in.getText().getBytes(StandardCharsets.UTF_8);
    }

    private static long integer(JsonParser in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return Long.parseLong(in.getText());
        }
        expect(in, JsonToken.VALUE_NUMBER_INT);
        return in.getLongValue();
    }

    private static long decimal(JsonParser in) throws IOException {
        double value;
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            value = Double.parseDouble(in.getText());
        } else {
            value = in.getDoubleValue();
        }
        return Double.doubleToRawLongBits(value);
    }

    private static void expect(JsonParser in, JsonToken token) {
        if (in.currentToken() != token) {
            throw new IllegalArgumentException(
                    "the JSON of an attribute value has " + in.currentToken() + " for " + token);
        }
    }
}
