package io.tempo.livestore;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.model.BigEndian;
import io.tempo.core.testing.Traces;

import java.time.Instant;

/** Small requests. */
final class Requests {

    private Requests() {}

    /** Spans of one trace, with ids from {@code firstSpan}. */
    static byte[] trace(long trace, long firstSpan, int spans, Instant at) {
        return trace(trace, firstSpan, spans, at, "");
    }

    /** As before, each with an attribute of some text. */
    static byte[] trace(long trace, long firstSpan, int spans, Instant at, String text) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        for (int i = 0; i < spans; i++) {
            scope.addSpans(
                    Span.newBuilder()
                            .setTraceId(traceId(trace))
                            .setSpanId(Traces.spanId(firstSpan + i))
                            .setName("operation")
                            .setStartTimeUnixNano(nanos)
                            .setEndTimeUnixNano(nanos + 1_000_000)
                            .addAttributes(Traces.attribute("text", text)));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(
                        ResourceSpans.newBuilder()
                                .setResource(
                                        Resource.newBuilder()
                                                .addAttributes(
                                                        Traces.attribute("service.name", "shop")))
                                .addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static ByteString traceId(long trace) {
        byte[] id = new byte[16];
        BigEndian.putLong(id, 0, 0x7777);
        BigEndian.putLong(id, 8, trace);
        return ByteString.copyFrom(id);
    }
}
