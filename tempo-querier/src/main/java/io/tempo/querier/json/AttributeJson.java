package io.tempo.querier.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Attributes as JSON: numbers as numbers, lists and maps nested, bytes in base64, and numbers that
 * JSON does not have as text. Stateless and thread-safe.
 */
public final class AttributeJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AttributeJson() {}

    /** As an object, its keys sorted. */
    public static ObjectNode of(List<KeyValue> attributes) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        for (KeyValue attribute : attributes) {
            sorted.put(attribute.getKey(), of(attribute.getValue()));
        }
        return JSON.objectNode().setAll(sorted);
    }

    /** One value; null if it is not set. */
    public static JsonNode of(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> JSON.textNode(value.getStringValue());
            case BOOL_VALUE -> JSON.booleanNode(value.getBoolValue());
            case INT_VALUE -> JSON.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> {
                double number = value.getDoubleValue();
                yield Double.isFinite(number)
                        ? JSON.numberNode(number)
                        : JSON.textNode(Double.toString(number));
            }
            case ARRAY_VALUE -> {
                ArrayNode array = JSON.arrayNode();
                value.getArrayValue().getValuesList().forEach(v -> array.add(of(v)));
                yield array;
            }
            case KVLIST_VALUE -> of(value.getKvlistValue().getValuesList());
            case BYTES_VALUE ->
                    JSON.textNode(
                            Base64.getEncoder()
                                    .encodeToString(value.getBytesValue().toByteArray()));
            default -> JSON.nullNode();
        };
    }
}
