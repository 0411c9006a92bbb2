package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.model.TraceId;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.function.UnaryOperator;

class OtlpScannerTest {

    private static final ByteString TRACE_ID = Traces.hex("0af7651916cd43dd8448eb211c80319c");

    @Test
    void anEmptyRequestHasNoSpans() throws OtlpException {
        SpanBatch batch = OtlpScanner.scan(new byte[0]);
        assertThat(batch.spanCount()).isZero();
        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.byTrace().count()).isZero();
    }

    @Test
    void findsTheSpansWithinAPartOfAnArray() throws OtlpException {
        byte[] request = request(span(), s -> s);
        byte[] padded = new byte[request.length + 20];
        System.arraycopy(request, 0, padded, 7, request.length);
        SpanBatch batch = OtlpScanner.scan(padded, 7, request.length);
        assertThat(batch.spanCount()).isEqualTo(1);
        assertThat(batch.traceId(0)).isEqualTo(TraceId.fromBytes(TRACE_ID.toByteArray(), 0));
        assertThat(batch.spanOffset(0) + batch.spanLength(0)).isEqualTo(7 + request.length);
        assertThat(batch.wireBytes()).isEqualTo(request.length);
    }

    @Test
    void padsTraceIdsOf64Bits() throws OtlpException {
        SpanBatch batch =
                OtlpScanner.scan(
                        request(span().setTraceId(Traces.hex("8448eb211c80319c")), s -> s));
        assertThat(batch.traceId(0).toHex()).isEqualTo("00000000000000008448eb211c80319c");
        assertThat(batch.rejectedSpans()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'', 00f067aa0ba902b7, '', INVALID_TRACE_ID, received 0 bits",
                "00000000000000000000000000000000, 00f067aa0ba902b7, '', INVALID_TRACE_ID, zeros",
                "0000000000000000, 00f067aa0ba902b7, '', INVALID_TRACE_ID, only zeros",
                "0af765, 00f067aa0ba902b7, '', INVALID_TRACE_ID, received 24 bits",
                "0af7651916cd43dd8448eb211c80319c00, 00f067aa0ba902b7, '', INVALID_TRACE_ID, 136",
                "0af7651916cd43dd8448eb211c80319c, '', '', INVALID_SPAN_ID, received 0 bits",
                "0af7651916cd43dd8448eb211c80319c, 0000000000000000, '', INVALID_SPAN_ID, zeros",
                "0af7651916cd43dd8448eb211c80319c, 01, '', INVALID_SPAN_ID, received 8 bits",
                "0af7651916cd43dd8448eb211c80319c, 00f067aa0ba902b7, 01, INVALID_SPAN_ID, parent",
            })
    void leavesOutSpansWithWrongIds(
            String traceId,
            String spanId,
            String parentId,
            SpanRejection.Reason reason,
            String example)
            throws OtlpException {
        Span wrong =
                Span.newBuilder()
                        .setTraceId(Traces.hex(traceId))
                        .setSpanId(Traces.hex(spanId))
                        .setParentSpanId(Traces.hex(parentId))
                        .build();
        SpanBatch batch = OtlpScanner.scan(request(span(), s -> s.addSpans(wrong).addSpans(wrong)));
        assertThat(batch.spanCount()).isEqualTo(1);
        assertThat(batch.rejectedSpans()).isEqualTo(2);
        assertThat(batch.rejections())
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.reason()).isEqualTo(reason);
                            assertThat(r.spans()).isEqualTo(2);
                            assertThat(r.example()).contains(example);
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "0a, TracesData.resource_spans is cut within a number",
        "0a05, 'at byte 2: TracesData.resource_spans claims 5 bytes, but 0 remain'",
        "0affffffffffffffffff01, claims 18446744073709551615 bytes",
        "0affffffff07, 'claims 2147483647 bytes, but 0 remain'",
        "08ffffffffffffffffffff01, 'has wire type 0, but expected is 2'",
        "a806ffffffffffffffffffff01, field 101 has a number of more than 10 bytes",
        "0800, 'resource_spans has wire type 0, but expected is 2'",
        "0a020800, 'ResourceSpans.resource has wire type 0, but expected is 2'",
        "0a0412021201, 'Span', ",
        "00, impossible number 0",
        "0200, impossible number 0",
        "ffffffffff01, impossible number",
        "0e, 'resource_spans has wire type 6, but expected is 2'",
        "ae06, has the undefined wire type 6",
        "a406, ends a group that has not begun",
        "a306, is a group without an end",
        "a306a406, ''",
        "a306ac06, ends a group that has not begun",
        "a90601, 'needs 8 bytes, but 1 remain'",
        "ad0601, 'needs 4 bytes, but 1 remain'",
        "0a070a050a030a0161, ''",
        "0a090a070a050a01611201, 'KeyValue.value claims 1 bytes, but 0 remain'",
        "0a0a0a080a060a0161120110, 'AnyValue.bool_value is cut within a number'",
        "0a0a0a080a060a016112010a, 'AnyValue.string_value is cut within a number'",
    })
    void refusesWhatIsMalformed(String hex, String message) throws OtlpException {
        byte[] body = HexFormat.of().parseHex(hex);
        if (message == null || message.isEmpty()) {
            assertThat(OtlpScanner.scan(body).spanCount()).isZero();
        } else {
            assertThatThrownBy(() -> OtlpScanner.scan(body))
                    .isInstanceOf(OtlpException.class)
                    .hasMessageStartingWith("malformed OTLP data at byte ")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void acceptsValuesAsDeepAsProtobufReads() throws Exception {
        byte[] deepest = deep(OtlpScanner.MAX_VALUE_DEPTH);
        assertThat(OtlpScanner.scan(deepest).spanCount()).isEqualTo(1);
        assertThat(TracesData.parseFrom(deepest).getResourceSpansCount()).isEqualTo(1);
    }

    @Test
    void refusesValuesNestedTooDeep() {
        for (int depth : new int[] {OtlpScanner.MAX_VALUE_DEPTH + 1, 500}) {
            byte[] body = deep(depth);
            assertThatThrownBy(() -> OtlpScanner.scan(body))
                    .isInstanceOf(OtlpException.class)
                    .hasMessageContaining("is nested more than 32 values deep");
        }
    }

    @Test
    void refusesGroupsNestedTooDeep() {
        ProtoWriter out = new ProtoWriter(64);
        for (int i = 0; i < 10_000; i++) {
            out.raw(new byte[] {(byte) 0xA3, 0x06}, 0, 2);
        }
        assertThatThrownBy(() -> OtlpScanner.scan(out.toByteArray()))
                .isInstanceOf(OtlpException.class)
                .hasMessageContaining("nested more than 32 deep");
    }

    @Test
    void countsWhatEncodingAllTracesWouldTake() throws OtlpException {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 1; i <= 100; i++) {
            scope.addSpans(
                    span().setTraceId(Traces.hex("%032x".formatted(i)))
                            .setSpanId(Traces.spanId(i)));
        }
        ResourceSpans.Builder resource = ResourceSpans.newBuilder().addScopeSpans(scope);
        resource.getResourceBuilder().addAttributes(Traces.attribute("big", "x".repeat(10_000)));
        byte[] body = TracesData.newBuilder().addResourceSpans(resource).build().toByteArray();
        TraceGroups groups = OtlpScanner.scan(body).byTrace();
        assertThat(groups.count()).isEqualTo(100);
        assertThat(groups.totalEncodedSize()).isGreaterThan(1_000_000);
        assertThat(groups.encode(99)).hasSize((int) groups.encodedSize(99));
        assertThat(groups.id(41).toTrimmedHex()).isEqualTo("2a");
    }

    private static byte[] deep(int values) {
        AnyValue value = AnyValue.newBuilder().setIntValue(1).build();
        for (int i = 1; i < values; i++) {
            value =
                    i % 2 == 0
                            ? AnyValue.newBuilder()
                                    .setArrayValue(ArrayValue.newBuilder().addValues(value))
                                    .build()
                            : nested(value);
        }
        Span.Builder span = span();
        span.addEventsBuilder().addAttributesBuilder().setKey("deep").setValue(value);
        return request(span, s -> s);
    }

    private static AnyValue nested(AnyValue value) {
        AnyValue.Builder outer = AnyValue.newBuilder();
        outer.getKvlistValueBuilder().addValuesBuilder().setKey("k").setValue(value);
        return outer.build();
    }

    private static Span.Builder span() {
        return Span.newBuilder().setTraceId(TRACE_ID).setSpanId(Traces.spanId(7));
    }

    private static byte[] request(Span.Builder span, UnaryOperator<ScopeSpans.Builder> more) {
        ScopeSpans.Builder scope = more.apply(ScopeSpans.newBuilder()).addSpans(span);
        return TracesData.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray();
    }
}
