package io.tempo.core.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * OTLP/JSON by way of protobuf's own JSON mapping, which differs from OTLP's only in the ids:
 * base64 instead of hexadecimal.
 */
final class ReferenceJson {

    static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

    private ReferenceJson() {}

    static ExportTraceServiceRequest parse(JsonNode request) {
        JsonNode copy = request.deepCopy();
        ids(copy, hex -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
        ExportTraceServiceRequest.Builder result = ExportTraceServiceRequest.newBuilder();
        try {
            JsonFormat.parser().merge(copy.toString(), result);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
        return result.build();
    }

    static JsonNode print(ExportTraceServiceRequest request) {
        try {
            JsonNode json = MAPPER.readTree(JsonFormat.printer().print(request));
            ids(json, base64 -> HexFormat.of().formatHex(Base64.getDecoder().decode(base64)));
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ids(JsonNode node, UnaryOperator<String> rewrite) {
        if (node instanceof ObjectNode object) {
            for (String id : IDS) {
                if (object.get(id) instanceof JsonNode value && value.isTextual()) {
                    object.put(id, rewrite.apply(value.textValue()));
                }
            }
        }
        node.forEach(child -> ids(child, rewrite));
    }
}
