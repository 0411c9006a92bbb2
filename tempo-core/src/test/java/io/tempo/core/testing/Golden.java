package io.tempo.core.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The answers that the reference gave to fixed queries over a fixed data set, and the normal form
 * in which they are kept: what an API answered in JSON, without what may differ from one run to the
 * next.
 */
public final class Golden {

    /** First second of the data. */
    public static final long START_SECONDS = 1793527200;

    /** Seconds that the data spans. */
    public static final long SECONDS = 1800;

    /** The window that searches, tags and values were asked for. */
    public static final long WINDOW_START_SECONDS = START_SECONDS - 60;

    public static final long WINDOW_END_SECONDS = START_SECONDS + SECONDS + 120;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Golden() {}

    /**
     * A query and what it was answered.
     *
     * @param kind {@code search}, {@code tags}, {@code values}, {@code trace}, {@code range} or
     *     {@code instant}
     * @param text what was asked
     * @param status the HTTP status of the answer
     * @param answer in the normal form; null unless the status is 200
     */
    public record Query(String kind, String text, int status, JsonNode answer) {

        @Override
        public String toString() {
            return kind + " " + text;
        }
    }

    /** The queries of some kinds, in the order of the file. */
    public static List<Query> queries(String... kinds) {
        JsonNode answers;
        try (InputStream in = new GZIPInputStream(open("answers.json.gz"))) {
            answers = JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Query> queries = new ArrayList<>();
        for (String line : lines()) {
            int space = line.indexOf(' ');
            String kind = line.substring(0, space);
            JsonNode kept = answers.get(line);
            if (List.of(kinds).contains(kind)) {
                queries.add(
                        new Query(
                                kind,
                                line.substring(space + 1),
                                kept.get("code").asInt(),
                                kept.get("answer")));
            }
        }
        return queries;
    }

    private static List<String> lines() {
        try (InputStream in = open("queries.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The OTLP export requests of the data set, in JSON. */
    public static List<byte[]> requests() {
        try (InputStream in = new GZIPInputStream(open("otlp-requests.json.gz"))) {
            List<byte[]> requests = new ArrayList<>();
            for (JsonNode request : JSON.readTree(in)) {
                requests.add(JSON.writeValueAsBytes(request));
            }
            return requests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object of the data set's block in one of the formats: {@code vParquet4/meta.json}. */
    public static byte[] object(String path) {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Golden.class.getResourceAsStream("/golden/" + name);
        if (in == null) {
            throw new IOException("the test resource golden/" + name + " is missing");
        }
        return in;
    }

    /** Reads JSON. */
    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The normal form of a body of {@code /api/search}. */
    public static JsonNode normalSearch(JsonNode body) {
        ObjectNode out = NODES.objectNode();
        for (JsonNode trace : list(body, "traces")) {
            ArrayNode sets = NODES.arrayNode();
            for (JsonNode set : list(trace, "spanSets")) {
                ArrayNode spans = NODES.arrayNode();
                for (JsonNode span : list(set, "spans")) {
                    ArrayNode row = spans.addArray();
                    row.add(span.path("spanID"));
                    row.add(span.path("name").asText(""));
                    row.add(span.path("startTimeUnixNano"));
                    row.add(span.path("durationNanos").asText("0"));
                    row.add(attributes(span.get("attributes")));
                }
                ObjectNode one = sets.addObject();
                one.set("matched", set.path("matched"));
                one.set("attributes", attributes(set.get("attributes")));
                one.set("spans", spans);
            }
            ObjectNode normal = NODES.objectNode();
            normal.putArray("root")
                    .add(trace.path("rootServiceName").asText(""))
                    .add(trace.path("rootTraceName").asText(""));
            normal.set("start", trace.path("startTimeUnixNano"));
            normal.put("durationMs", trace.path("durationMs").asLong(0));
            normal.set("sets", sets);
            normal.set("stats", trace.get("serviceStats"));
            out.set(trace.path("traceID").asText().replaceFirst("^0+", ""), normal);
        }
        return out;
    }

    /** The normal form of a body of {@code /api/v2/search/tags}. */
    public static JsonNode normalTags(JsonNode body) {
        ObjectNode out = NODES.objectNode();
        for (JsonNode scope : list(body, "scopes")) {
            List<String> tags = new ArrayList<>();
            list(scope, "tags").forEach(tag -> tags.add(tag.asText()));
            Collections.sort(tags);
            ArrayNode sorted = out.putArray(scope.path("name").asText());
            tags.forEach(sorted::add);
        }
        return out;
    }

    /** The normal form of a body of {@code /api/v2/search/tag/…/values}. */
    public static JsonNode normalValues(JsonNode body) {
        ArrayNode out = NODES.arrayNode();
        for (JsonNode value : list(body, "tagValues")) {
            out.addArray().add(value.path("type").asText("")).add(value.path("value").asText(""));
        }
        return out;
    }

    /** The normal form of a body of {@code /api/v2/traces/…}. */
    public static JsonNode normalTrace(JsonNode body) {
        ArrayNode out = NODES.arrayNode();
        for (JsonNode resource : list(body.path("trace"), "resourceSpans")) {
            for (JsonNode scope : list(resource, "scopeSpans")) {
                for (JsonNode span : list(scope, "spans")) {
                    out.add(span(resource.path("resource"), scope.path("scope"), span));
                }
            }
        }
        return out;
    }

    /** The normal form of a body of {@code /api/metrics/query_range} or {@code …/query}. */
    public static JsonNode normalMetrics(JsonNode body) {
        ObjectNode out = NODES.objectNode();
        for (JsonNode series : list(body, "series")) {
            String key = canonical(attributes(series.get("labels")));
            if (series.has("samples") || !series.has("value")) {
                ArrayNode samples = out.putArray(key);
                for (JsonNode sample : list(series, "samples")) {
                    samples.addArray()
                            .add(sample.path("timestampMs").asLong(0))
                            .add(sample.path("value").asDouble(0));
                }
            } else {
                out.put(key, series.get("value").asDouble());
            }
        }
        return out;
    }

    /**
     * Compares answers to metrics queries, numbers up to a relative difference of a millionth.
     *
     * @param expected as kept
     * @param actual of {@link #normalMetrics}
     * @return what differs; empty if nothing does
     */
    public static List<String> metricsDifferences(JsonNode expected, JsonNode actual) {
        List<String> differences = new ArrayList<>();
        Map<String, JsonNode> wanted = new TreeMap<>();
        expected.properties().forEach(e -> wanted.put(canonical(parse(e.getKey())), e.getValue()));
        wanted.forEach(
                (key, value) -> {
                    JsonNode found = actual.get(key);
                    if (found == null || !isClose(value, found)) {
                        differences.add(key + ": expected " + value + ", got " + found);
                    }
                });
        actual.properties()
                .forEach(
                        e -> {
                            if (!wanted.containsKey(e.getKey())) {
                                differences.add(e.getKey() + ": unexpected " + e.getValue());
                            }
                        });
        return differences;
    }

    private static boolean isClose(JsonNode a, JsonNode b) {
        if (!a.isArray()) {
            double x = a.asDouble();
            double y = b.asDouble();
            return b.isNumber()
                    && Math.abs(x - y) <= 1e-6 * Math.max(1, Math.max(Math.abs(x), Math.abs(y)));
        }
        boolean close = b.isArray() && a.size() == b.size();
        for (int i = 0; close && i < a.size(); i++) {
            close = isClose(a.get(i), b.get(i));
        }
        return close;
    }

    private static ArrayNode span(JsonNode resource, JsonNode scope, JsonNode span) {
        ArrayNode row = NODES.arrayNode();
        row.add(span.get("spanId"));
        row.add(span.path("parentSpanId").asText(""));
        row.add(span.get("name"));
        row.add(span.get("kind"));
        row.add(span.get("startTimeUnixNano"));
        row.add(span.get("endTimeUnixNano"));
        row.add(span.get("status"));
        row.add(attributes(span.get("attributes")));
        ArrayNode events = row.addArray();
        for (JsonNode event : list(span, "events")) {
            events.addArray()
                    .add(event.get("timeUnixNano"))
                    .add(event.get("name"))
                    .add(attributes(event.get("attributes")));
        }
        ArrayNode links = row.addArray();
        for (JsonNode link : list(span, "links")) {
            links.addArray()
                    .add(link.get("traceId"))
                    .add(link.get("spanId"))
                    .add(attributes(link.get("attributes")));
        }
        row.add(attributes(resource.get("attributes")));
        row.add(scope.path("name").asText(""));
        row.add(attributes(scope.get("attributes")));
        return row;
    }

    /** Attributes as lists of key, type and value. */
    private static ArrayNode attributes(JsonNode attributes) {
        ArrayNode out = NODES.arrayNode();
        if (attributes == null) {
            return out;
        }
        for (JsonNode attribute : attributes) {
            ArrayNode row = out.addArray().add(attribute.path("key").asText());
            Map.Entry<String, JsonNode> typed =
                    attribute.path("value").properties().stream().findFirst().orElse(null);
            if (typed == null) {
                row.add("empty").addNull();
                continue;
            }
            row.add(typed.getKey());
            JsonNode value = typed.getValue();
            if (value.isObject()) {
                row.add(value);
            } else if (typed.getKey().equals("doubleValue")) {
                row.add(value.asDouble());
            } else if (value.isBoolean()) {
                row.add(value.asBoolean() ? "True" : "False");
            } else {
                row.add(value.asText());
            }
        }
        return out;
    }

    private static JsonNode list(JsonNode node, String field) {
        JsonNode list = node.get(field);
        return list == null ? NODES.arrayNode() : list;
    }

    /**
     * A text that two answers in the normal form share exactly if they agree: lists of things in
     * one order, numbers to nine digits.
     */
    public static String canonical(JsonNode normal) {
        StringBuilder out = new StringBuilder();
        write(normal, out);
        return out.toString();
    }

    private static void write(JsonNode node, StringBuilder out) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            out.append("null");
        } else if (node.isObject()) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(e -> sorted.put(e.getKey(), e.getValue()));
            out.append('{');
            sorted.forEach(
                    (key, value) -> {
                        out.append(key).append(": ");
                        write(value, out);
                        out.append(", ");
                    });
            out.append('}');
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            boolean containers = true;
            for (JsonNode item : node) {
                items.add(canonical(item));
                containers &= item.isContainerNode();
            }
            if (containers) {
                Collections.sort(items);
            }
            out.append(items);
        } else if (node.isNumber()) {
            out.append(
                    node.isIntegralNumber()
                            ? node.asText()
                            : String.format(Locale.ROOT, "%.9g", node.asDouble()));
        } else if (node.isTextual()
                && (node.asText().startsWith("{\"") || node.asText().equals("{}"))) {
            write(parse(node.asText()), out); // a map or an array, kept as text
        } else {
            out.append('"').append(node.asText()).append('"');
        }
    }
}
