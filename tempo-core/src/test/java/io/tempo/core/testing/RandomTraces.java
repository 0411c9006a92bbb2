package io.tempo.core.testing;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random OTLP requests with something of everything: all types of attributes, lists, nested and
 * unset values, events, links, missing messages, empty and non-ASCII text, times out of order. The
 * same random source gives the same requests.
 */
public final class RandomTraces {

    private static final String[] KEYS = {
        "service.name", "http.method", "http.status_code", "", "a", "schlüssel", "k8s.pod.name"
    };
    private static final String[] TEXTS = {
        "", "GET", "x", "naïve ☃ 𝄞", "a longer text with spaces"
    };

    private final Random random;

    public RandomTraces(Random random) {
        this.random = random;
    }

    /** A request whose spans all have right ids, with up to about 20 spans of up to 6 traces. */
    public ExportTraceServiceRequest request() {
        List<ByteString> traceIds = new ArrayList<>();
        for (int t = 0; t <= random.nextInt(6); t++) {
            traceIds.add(id(16));
        }
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (int r = random.nextInt(4); r > 0; r--) {
            request.addResourceSpans(resourceSpans(traceIds));
        }
        return request.build();
    }

    private ResourceSpans resourceSpans(List<ByteString> traceIds) {
        ResourceSpans.Builder result = ResourceSpans.newBuilder();
        if (random.nextInt(4) > 0) {
            Resource.Builder resource = Resource.newBuilder().addAllAttributes(attributes());
            if (random.nextInt(4) == 0) {
                resource.setDroppedAttributesCount(random.nextInt());
            }
            result.setResource(resource);
        }
        for (int s = random.nextInt(3); s > 0; s--) {
            ScopeSpans.Builder scope = ScopeSpans.newBuilder();
            if (random.nextBoolean()) {
                scope.setScope(
                        InstrumentationScope.newBuilder()
                                .setName(text())
                                .setVersion(text())
                                .addAllAttributes(attributes())
                                .setDroppedAttributesCount(random.nextInt(3)));
            }
            if (random.nextInt(4) == 0) {
                scope.setSchemaUrl("https://example.com/schema");
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                scope.addSpans(span(traceIds.get(random.nextInt(traceIds.size()))));
            }
            result.addScopeSpans(scope);
        }
        return result.build();
    }

    /** A span with everything. */
    public Span span(ByteString traceId) {
        long start = random.nextInt(20) == 0 ? 0 : 1_700_000_000_000_000_000L + random.nextInt();
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(traceId)
                        .setSpanId(id(8))
                        .setTraceState(random.nextInt(4) == 0 ? "vendor=1" : "")
                        .setName(text())
                        .setKindValue(
                                random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(6))
                        .setStartTimeUnixNano(start)
                        .setEndTimeUnixNano(start + random.nextInt(1_000_000) - 1000)
                        .addAllAttributes(attributes())
                        .setDroppedAttributesCount(random.nextInt(3))
                        .setDroppedEventsCount(random.nextInt(3))
                        .setDroppedLinksCount(random.nextInt(3))
                        .setFlags(random.nextInt(3));
        if (random.nextBoolean()) {
            span.setParentSpanId(id(8));
        }
        for (int e = random.nextInt(4) - 1; e > 0; e--) {
            span.addEvents(
                    Span.Event.newBuilder()
                            .setTimeUnixNano(random.nextInt(4) == 0 ? 0 : start + random.nextInt())
                            .setName(text())
                            .addAllAttributes(attributes())
                            .setDroppedAttributesCount(random.nextInt(2)));
        }
        for (int l = random.nextInt(4) - 1; l > 0; l--) {
            span.addLinks(
                    Span.Link.newBuilder()
                            .setTraceId(random.nextInt(5) == 0 ? id(3) : id(16))
                            .setSpanId(random.nextInt(5) == 0 ? ByteString.EMPTY : id(8))
                            .setTraceState(text())
                            .addAllAttributes(attributes())
                            .setDroppedAttributesCount(random.nextInt(2))
                            .setFlags(random.nextInt(2)));
        }
        if (random.nextInt(3) > 0) {
            span.setStatus(Status.newBuilder().setMessage(text()).setCodeValue(random.nextInt(3)));
        }
        return span.build();
    }

    private List<KeyValue> attributes() {
        List<KeyValue> result = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            KeyValue.Builder attribute =
                    KeyValue.newBuilder().setKey(KEYS[random.nextInt(KEYS.length)]);
            if (random.nextInt(10) > 0) {
                attribute.setValue(value(3));
            }
            result.add(attribute.build());
        }
        return result;
    }

    /** An attribute's value, nested at most {@code depth} deep. */
    public AnyValue value(int depth) {
        AnyValue.Builder value = AnyValue.newBuilder();
        switch (random.nextInt(depth > 0 ? 10 : 6)) {
            case 0, 1 -> value.setStringValue(text());
            case 2 -> value.setIntValue(random.nextInt(3) == 0 ? random.nextLong() : 200);
            case 3 ->
                    value.setDoubleValue(random.nextInt(5) == 0 ? Double.NaN : random.nextDouble());
            case 4 -> value.setBoolValue(random.nextBoolean());
            case 5 -> {}
            case 6 -> value.setBytesValue(id(random.nextInt(4)));
            case 7 -> {
                KeyValueList.Builder list = KeyValueList.newBuilder();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.addValues(KeyValue.newBuilder().setKey(text()).setValue(value(depth - 1)));
                }
                value.setKvlistValue(list);
            }
            default -> {
                ArrayValue.Builder list = ArrayValue.newBuilder();
                AnyValue first = value(random.nextInt(3) == 0 ? depth - 1 : 0);
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.addValues(random.nextInt(5) == 0 ? value(0) : first);
                }
                value.setArrayValue(list);
            }
        }
        return value.build();
    }

    private String text() {
        return random.nextInt(30) == 0 ? "long ".repeat(60) : TEXTS[random.nextInt(TEXTS.length)];
    }

    private ByteString id(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0) {
            bytes[length - 1] |= 1;
        }
        return ByteString.copyFrom(bytes);
    }
}
