package io.tempo.distributor;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

import java.nio.ByteBuffer;

/** Small export requests. */
final class Requests {

    private Requests() {}

    /** A request of {@code spans} spans of one trace. */
    static ExportTraceServiceRequest of(int spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 1; i <= spans; i++) {
            scope.addSpans(span(16, i));
        }
        return of(scope);
    }

    static ExportTraceServiceRequest of(ScopeSpans.Builder scope) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                        ResourceSpans.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(
                                                        KeyValue.newBuilder()
                                                                .setKey("service.name")
                                                                .setValue(
                                                                        AnyValue.newBuilder()
                                                                                .setStringValue(
                                                                                        "shop"))))
                                .addScopeSpans(scope))
                .build();
    }

    /** A span with a trace id of so many bytes. */
    static Span span(int traceIdBytes, long id) {
        byte[] traceId = new byte[traceIdBytes];
        if (traceIdBytes > 0) {
            traceId[0] = 1;
        }
        return Span.newBuilder()
                .setTraceId(ByteString.copyFrom(traceId))
                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array()))
                .setName("work")
                .setStartTimeUnixNano(1_000_000_000L)
                .setEndTimeUnixNano(2_000_000_000L)
                .build();
    }
}
