package io.tempo.querier.frontend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.TagValue;
import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.querier.json.AttributeJson;

import java.util.HexFormat;
import java.util.List;

/**
 * Answers as a language model reads them best: short JSON with ids in hexadecimal digits, numbers
 * as numbers, and attributes as objects. Asked for by {@code Accept: application/vnd.grafana.llm}.
 */
final class LlmFormat {

    private static final String ACCEPT = "application/vnd.grafana.llm";
    private static final MediaType TYPE = MediaType.create("application", "vnd.grafana.llm+json");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final HexFormat HEX = HexFormat.of();
    private static final String SERVICE_NAME = "service.name";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private LlmFormat() {}

    /** Whether a request wants this, and none of the forms that come before it. */
    static boolean isAskedFor(RequestHeaders headers) {
        String accept = headers.get(HttpHeaderNames.ACCEPT, "");
        return accept.contains(ACCEPT)
                && !accept.contains("application/protobuf")
                && !accept.contains("application/json");
    }

    static HttpResponse response(JsonNode body, List<String> unreadable) {
        return ResponseFormat.response(TYPE, HttpData.ofUtf8(body.toString()), unreadable);
    }

    /** A trace; an empty object if there is none. */
    static ObjectNode trace(TraceByIDResponse response) {
        ObjectNode root = JSON.objectNode();
        if (response.getTrace().getResourceSpansCount() == 0) {
            return root;
        }
        ObjectNode trace = root.putObject("trace");
        ArrayNode services = JSON.arrayNode();
        for (ResourceSpans resource : response.getTrace().getResourceSpansList()) {
            if (!trace.has("traceId")) {
                trace.put("traceId", hex(resource.getScopeSpans(0).getSpans(0).getTraceId()));
            }
            services.add(service(resource));
        }
        trace.set("services", services);
        root.putObject("metrics").put("inspectedBytes", response.getMetrics().getInspectedBytes());
        if (response.getStatus() != PartialStatus.COMPLETE) {
            root.put("status", response.getStatus().name());
            root.put("message", response.getMessage());
        }
        return root;
    }

    private static ObjectNode service(ResourceSpans resource) {
        ObjectNode attributes = AttributeJson.of(resource.getResource().getAttributesList());
        JsonNode name = attributes.remove(SERVICE_NAME);
        ObjectNode service = JSON.objectNode();
        service.put("serviceName", name == null ? "" : name.asText());
        service.set("resource", attributes);
        ArrayNode scopes = service.putArray("scopes");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
            ObjectNode node = scopes.addObject();
            node.put("name", scope.getScope().getName());
            node.put("version", scope.getScope().getVersion());
            ArrayNode spans = node.putArray("spans");
            scope.getSpansList().forEach(span -> spans.add(span(span)));
        }
        return service;
    }

    private static ObjectNode span(Span span) {
        ObjectNode node = JSON.objectNode();
        node.put("spanId", hex(span.getSpanId()));
        if (!span.getParentSpanId().isEmpty()) {
            node.put("parentSpanId", hex(span.getParentSpanId()));
        }
        node.put("name", span.getName());
        node.put("kind", span.getKind().name());
        node.put("startTimeUnixNano", Long.toUnsignedString(span.getStartTimeUnixNano()));
        node.put("endTimeUnixNano", Long.toUnsignedString(span.getEndTimeUnixNano()));
        long nanos = span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
        if (nanos % NANOS_PER_MILLI == 0) {
            node.put("durationMs", nanos / NANOS_PER_MILLI);
        } else {
            node.put("durationMs", (double) nanos / NANOS_PER_MILLI);
        }
        node.set("attributes", AttributeJson.of(span.getAttributesList()));
        if (span.getEventsCount() > 0) {
            ArrayNode events = node.putArray("events");
            for (Span.Event event : span.getEventsList()) {
                ObjectNode e = events.addObject();
                e.put("name", event.getName());
                e.put("timeUnixNano", Long.toUnsignedString(event.getTimeUnixNano()));
                e.set("attributes", AttributeJson.of(event.getAttributesList()));
            }
        }
        if (span.getLinksCount() > 0) {
            ArrayNode links = node.putArray("links");
            for (Span.Link link : span.getLinksList()) {
                ObjectNode l = links.addObject();
                l.put("traceId", hex(link.getTraceId()));
                l.put("spanId", hex(link.getSpanId()));
                l.set("attributes", AttributeJson.of(link.getAttributesList()));
            }
        }
        node.putObject("status")
                .put("code", span.getStatus().getCode().name())
                .put("message", span.getStatus().getMessage());
        return node;
    }

    private static String hex(ByteString id) {
        return HEX.formatHex(id.toByteArray());
    }

    /** Values of a tag by their type. */
    static ObjectNode tagValues(SearchTagValuesV2Response response) {
        ObjectNode root = JSON.objectNode();
        ObjectNode byType = root.putObject("tagValues");
        for (TagValue value : response.getTagValuesList()) {
            array(byType, value.getType()).add(value.getValue());
        }
        root.putObject("metrics").put("inspectedBytes", response.getMetrics().getInspectedBytes());
        return root;
    }

    private static ArrayNode array(ObjectNode node, String name) {
        return node.get(name) instanceof ArrayNode array ? array : node.putArray(name);
    }
}
