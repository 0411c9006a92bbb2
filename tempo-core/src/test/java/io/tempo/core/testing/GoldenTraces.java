package io.tempo.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.JsonFormat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * The golden data set: 320 traces with 3,129 spans, as the requests that were sent to the reference
 * when it wrote the golden blocks.
 */
public final class GoldenTraces {

    public static final int TRACES = 320;
    public static final int SPANS = 3129;

    private GoldenTraces() {}

    /** The requests, one per trace. */
    public static List<ExportTraceServiceRequest> requests() {
        List<ExportTraceServiceRequest> requests = new ArrayList<>();
        try (InputStream in =
                        GoldenTraces.class.getResourceAsStream("/golden/otlp-requests.json.gz");
                InputStream json = new GZIPInputStream(Objects.requireNonNull(in))) {
            for (JsonNode request : new ObjectMapper().readTree(json)) {
                idsToBase64(request);
                ExportTraceServiceRequest.Builder builder = ExportTraceServiceRequest.newBuilder();
                JsonFormat.parser().merge(request.toString(), builder);
                requests.add(builder.build());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return requests;
    }

    /**
     * Each span alone with its resource and scope, in a form in which equal content is equal:
     * attributes ordered, what is never stored left out.
     */
    public static List<ResourceSpans> eachSpan(List<ResourceSpans> resourceSpans) {
        List<ResourceSpans> spans = new ArrayList<>();
        for (ResourceSpans resource : resourceSpans) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    spans.add(
                            ResourceSpans.newBuilder()
                                    .setResource(ordered(resource.getResource()))
                                    .addScopeSpans(
                                            ScopeSpans.newBuilder()
                                                    .setScope(ordered(scope.getScope()))
                                                    .addSpans(ordered(span)))
                                    .build());
                }
            }
        }
        return spans;
    }

    /** How often each element occurs; for comparing large lists in any order. */
    public static <T> Map<T, Integer> counted(List<T> elements) {
        Map<T, Integer> counts = new HashMap<>();
        elements.forEach(e -> counts.merge(e, 1, Integer::sum));
        return counts;
    }

    private static Resource ordered(Resource resource) {
        return Resource.newBuilder()
                .addAllAttributes(ordered(resource.getAttributesList()))
                .setDroppedAttributesCount(resource.getDroppedAttributesCount())
                .build();
    }

    private static InstrumentationScope ordered(InstrumentationScope scope) {
        return scope.toBuilder()
                .clearAttributes()
                .addAllAttributes(ordered(scope.getAttributesList()))
                .build();
    }

    private static Span ordered(Span span) {
        Span.Builder ordered =
                span.toBuilder()
                        .setStatus(span.getStatus())
                        .clearFlags()
                        .clearAttributes()
                        .addAllAttributes(ordered(span.getAttributesList()));
        for (Span.Event.Builder event : ordered.getEventsBuilderList()) {
            List<KeyValue> attributes = ordered(event.getAttributesList());
            event.clearAttributes().addAllAttributes(attributes);
        }
        for (Span.Link.Builder link : ordered.getLinksBuilderList()) {
            List<KeyValue> attributes = ordered(link.getAttributesList());
            link.clearFlags().clearAttributes().addAllAttributes(attributes);
        }
        return ordered.build();
    }

    private static List<KeyValue> ordered(List<KeyValue> attributes) {
        return attributes.stream()
                .map(a -> a.hasValue() ? a : a.toBuilder().setValue(unset()).build())
                .sorted(
                        Comparator.comparing(KeyValue::getKey)
                                .thenComparing(a -> a.getValue().toString()))
                .toList();
    }

    private static AnyValue unset() {
        return AnyValue.getDefaultInstance();
    }

    /** OTLP's JSON has ids in hexadecimal, where protobuf's has base64. */
    private static void idsToBase64(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String key : new String[] {"traceId", "spanId", "parentSpanId"}) {
                JsonNode id = object.get(key);
                if (id != null) {
                    byte[] bytes = HexFormat.of().parseHex(id.asText());
                    object.put(key, Base64.getEncoder().encodeToString(bytes));
                }
            }
        }
        node.forEach(GoldenTraces::idsToBase64);
    }
}
