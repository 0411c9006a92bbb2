package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Key-value lists of answers: {@code [{"key": …, "value": {"stringValue": …}}]}. */
final class Attributes {

    private Attributes() {}

    /** The text of the first value with a key; "" if there is none. */
    static String find(JsonNode attributes, String key) {
        for (JsonNode attribute : attributes) {
            if (attribute.path("key").asText().equals(key)) {
                return plain(attribute.path("value"));
            }
        }
        return "";
    }

    /** {@code key=value} in the list's order, strings in quotes. */
    static List<String> pairs(JsonNode attributes) {
        List<String> pairs = new ArrayList<>(attributes.size());
        for (JsonNode attribute : attributes) {
            pairs.add(attribute.path("key").asText() + "=" + text(attribute.path("value")));
        }
        return pairs;
    }

    /** A value as text: strings as they are. */
    static String plain(JsonNode value) {
        return value.has("stringValue") ? value.get("stringValue").asText() : text(value);
    }

    /** A value as text: strings in quotes. */
    static String text(JsonNode value) {
        if (value.has("stringValue")) {
            return '"' + value.get("stringValue").asText() + '"';
        }
        if (value.has("arrayValue")) {
            List<String> elements = new ArrayList<>();
            for (JsonNode element : value.get("arrayValue").path("values")) {
                elements.add(text(element));
            }
            return elements.toString();
        }
        if (value.has("kvlistValue")) {
            return "{" + String.join(", ", pairs(value.get("kvlistValue").path("values"))) + "}";
        }
        if (value.has("doubleValue") && value.get("doubleValue").isNumber()) {
            return decimal(value.get("doubleValue").asDouble());
        }
        // The other kinds have one member, a number, a boolean or Base64; an unset value has none.
        return value.isObject() && !value.isEmpty() ? value.iterator().next().asText() : "unset";
    }

    /** All digits, without an exponent where that is short. */
    private static String decimal(double number) {
        double size = Math.abs(number);
        if (number != 0 && (size < 1e-6 || size >= 1e15)) {
            return Double.toString(number);
        }
        String plain = BigDecimal.valueOf(number).toPlainString();
        return plain.endsWith(".0") ? plain.substring(0, plain.length() - 2) : plain;
    }
}
