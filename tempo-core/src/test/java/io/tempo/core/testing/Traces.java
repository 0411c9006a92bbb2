package io.tempo.core.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanColumnsBuilder;
import io.tempo.core.otlp.OtlpColumnAppender;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Traces for tests: in short form, as columns, and in a form that can be compared. */
public final class Traces {

    private Traces() {}

    /** A string attribute. */
    public static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    /** An integer attribute. */
    public static KeyValue attribute(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }

    /** The bytes of hexadecimal digits. */
    public static ByteString hex(String digits) {
        return ByteString.copyFrom(HexFormat.of().parseHex(digits));
    }

    /** A span id of 8 bytes. */
    public static ByteString spanId(long id) {
        return hex(HexFormat.of().toHexDigits(id));
    }

    /** The columns of an encoded request. */
    public static SpanColumns columns(byte[]... requests) {
        SpanColumnsBuilder builder = new SpanColumnsBuilder();
        OtlpColumnAppender appender = new OtlpColumnAppender(builder, 0);
        for (byte[] request : requests) {
            try {
                appender.appendAll(OtlpScanner.scan(request));
            } catch (OtlpException e) {
                throw new AssertionError(e);
            }
        }
        return builder.columns();
    }

    /** The ordinals of all spans. */
    public static int[] allSpans(SpanColumns columns) {
        int[] spans = new int[columns.spanCount];
        for (int s = 0; s < spans.length; s++) {
            spans[s] = s;
        }
        return spans;
    }

    /** The ordinals of a trace's spans, in the order they arrived. */
    public static int[] spansOf(SpanColumns columns, int trace) {
        int count = 0;
        int[] spans = new int[columns.spanCount];
        for (int s = 0; s < columns.spanCount; s++) {
            if (columns.spanTrace[s] == trace) {
                spans[count++] = s;
            }
        }
        return Arrays.copyOf(spans, count);
    }

    /**
     * A trace as storage keeps it: without flags and schema urls, every resource, scope and status
     * there, spans of equal resources together in order of first appearance and within them those
     * of equal scopes, nothing empty.
     */
    public static TracesData normalized(List<ResourceSpans> resourceSpans) {
        Map<ByteString, Map<ByteString, ScopeSpans.Builder>> groups = new LinkedHashMap<>();
        Map<ByteString, ResourceSpans.Builder> resources = new LinkedHashMap<>();
        for (ResourceSpans resource : resourceSpans) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    ByteString key = resource.getResource().toByteString();
                    resources.computeIfAbsent(
                            key,
                            k ->
                                    ResourceSpans.newBuilder()
                                            .setResource(
                                                    resource.getResource().toBuilder()
                                                            .clearEntityRefs()));
                    groups.computeIfAbsent(key, k -> new LinkedHashMap<>())
                            .computeIfAbsent(
                                    scope.getScope().toByteString(),
                                    k -> ScopeSpans.newBuilder().setScope(scope.getScope()))
                            .addSpans(normalized(span));
                }
            }
        }
        TracesData.Builder result = TracesData.newBuilder();
        resources.forEach(
                (key, resource) -> {
                    groups.get(key).values().forEach(resource::addScopeSpans);
                    result.addResourceSpans(resource);
                });
        return withValues(result.build());
    }

    /** A trace with its spans, scopes and resources in an order of their own, by their bytes. */
    public static TracesData sorted(TracesData trace) {
        Comparator<Message> byBytes =
                Comparator.comparing(
                        Message::toByteString, ByteString.unsignedLexicographicalComparator());
        List<ResourceSpans> resources = new ArrayList<>();
        for (ResourceSpans resource : trace.getResourceSpansList()) {
            List<ScopeSpans> scopes = new ArrayList<>();
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                List<Span> spans = new ArrayList<>(scope.getSpansList());
                spans.sort(byBytes);
                scopes.add(scope.toBuilder().clearSpans().addAllSpans(spans).build());
            }
            scopes.sort(byBytes);
            resources.add(resource.toBuilder().clearScopeSpans().addAllScopeSpans(scopes).build());
        }
        resources.sort(byBytes);
        return TracesData.newBuilder().addAllResourceSpans(resources).build();
    }

    private static Span normalized(Span span) {
        Span.Builder stored = span.toBuilder().clearFlags();
        if (!span.hasStatus()) {
            stored.setStatus(Status.getDefaultInstance());
        }
        stored.getLinksBuilderList().forEach(Span.Link.Builder::clearFlags);
        return stored.build();
    }

    /** Attributes without a value get an unset one, as they are answered. */
    private static TracesData withValues(TracesData trace) {
        TracesData.Builder result = trace.toBuilder();
        for (ResourceSpans.Builder resource : result.getResourceSpansBuilderList()) {
            resource.getResourceBuilder()
                    .getAttributesBuilderList()
                    .forEach(KeyValue.Builder::getValueBuilder);
            for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
                scope.getScopeBuilder()
                        .getAttributesBuilderList()
                        .forEach(KeyValue.Builder::getValueBuilder);
                for (Span.Builder span : scope.getSpansBuilderList()) {
                    span.getAttributesBuilderList().forEach(KeyValue.Builder::getValueBuilder);
                    span.getEventsBuilderList()
                            .forEach(
                                    e ->
                                            e.getAttributesBuilderList()
                                                    .forEach(KeyValue.Builder::getValueBuilder));
                    span.getLinksBuilderList()
                            .forEach(
                                    l ->
                                            l.getAttributesBuilderList()
                                                    .forEach(KeyValue.Builder::getValueBuilder));
                }
            }
        }
        return result.build();
    }
}
