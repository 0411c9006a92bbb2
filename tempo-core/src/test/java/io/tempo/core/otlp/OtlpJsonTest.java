package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;

class OtlpJsonTest {

    @Test
    void readsTheGoldenRequestsAsProtobufsMappingDoes() throws IOException {
        JsonNode requests;
        try (InputStream in = resource("/golden/otlp-requests.json.gz")) {
            requests = ReferenceJson.MAPPER.readTree(new GZIPInputStream(in));
        }
        int spans = 0;
        for (JsonNode request : requests) {
            spans += assertReadAndStored(request);
        }
        assertThat(requests.size()).isEqualTo(320);
        assertThat(spans).isEqualTo(3129);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkout-multi-service.json",
                "fan-in-two-traces-with-links.json",
                "edge-cases.json"
            })
    void readsTheExamples(String file) throws IOException {
        try (InputStream in = resource("/otlp/" + file)) {
            assertThat(assertReadAndStored(ReferenceJson.MAPPER.readTree(in))).isPositive();
        }
    }

    @Property(tries = 200)
    void readsWhatProtobufPrints(@ForAll long seed) throws OtlpException, IOException {
        ExportTraceServiceRequest request = new RandomTraces(new Random(seed)).request();
        ExportTraceServiceRequest.Builder exact = request.toBuilder();
        exact.getResourceSpansBuilderList().stream()
                .flatMap(r -> r.getScopeSpansBuilderList().stream())
                .flatMap(s -> s.getSpansBuilderList().stream())
                .flatMap(s -> s.getLinksBuilderList().stream())
                .filter(l -> l.getTraceId().size() != 16)
                .forEach(Span.Link.Builder::clearTraceId);
        exact.getResourceSpansBuilderList().stream()
                .flatMap(r -> r.getScopeSpansBuilderList().stream())
                .flatMap(s -> s.getSpansBuilderList().stream())
                .filter(s -> s.getKindValue() < 0 || s.getKindValue() > 5)
                .forEach(s -> s.setKindValue(1));
        request = exact.build();
        assertThat(read(ReferenceJson.print(request).toString())).isEqualTo(request);
    }

    @Test
    void isLenientInWhatClientsSend() throws Exception {
        String json =
                """
                {"resource_spans": [{"resource": null, "scopeSpans": [{"spans": [{
                  "trace_id": "0AF7651916CD43DD8448EB211C80319C", "spanId": "b7ad6b7169203331",
                  "parentSpanId": "", "name": "a", "kind": "SPAN_KIND_SERVER", "unknown": [{"x": 1}],
                  "startTimeUnixNano": 1544712660000000000, "end_time_unix_nano": "1.5447126613e18",
                  "status": {"code": "2"}, "droppedAttributesCount": "4294967295", "attributes": [
                    {"key": "i", "value": {"intValue": 7}},
                    {"key": "d", "value": {"double_value": "NaN"}},
                    {"key": "b", "value": {"bytesValue": "-_8"}},
                    {"key": "n", "value": {"stringValue": null}},
                    {"key": "t", "value": {"boolValue": "true"}}]}]}]}]}
                """;
        Span span = read(json).getResourceSpans(0).getScopeSpans(0).getSpans(0);
        assertThat(span)
                .isEqualTo(
                        Span.newBuilder()
                                .setTraceId(Traces.hex("0af7651916cd43dd8448eb211c80319c"))
                                .setSpanId(Traces.hex("b7ad6b7169203331"))
                                .setName("a")
                                .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                                .setStartTimeUnixNano(1544712660000000000L)
                                .setEndTimeUnixNano(1544712661300000000L)
                                .setStatus(
                                        Status.newBuilder()
                                                .setCode(Status.StatusCode.STATUS_CODE_ERROR))
                                .setDroppedAttributesCount(-1)
                                .addAttributes(Traces.attribute("i", 7))
                                .addAttributes(attribute("d", v -> v.setDoubleValue(Double.NaN)))
                                .addAttributes(
                                        attribute(
                                                "b",
                                                v ->
                                                        v.setBytesValue(
                                                                ByteString.copyFrom(
                                                                        new byte[] {-5, -1}))))
                                .addAttributes(attribute("n", v -> {}))
                                .addAttributes(attribute("t", v -> v.setBoolValue(true)))
                                .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"traceId\": \"abcd\"} | expected 32 hex digits, got 4 characters",
                "{\"spanId\": \"zzzzzzzzzzzzzzzz\"} | expected 16 hex digits, got \"zzzz",
                "{\"spanId\": 7} | expected a string, got a number",
                "{\"name\": {}} | expected a string, got an object",
                "{\"attributes\": {}} | expected a list, got an object",
                "{\"attributes\": [null]} | expected an object, got null",
                "{\"startTimeUnixNano\": \"soon\"} | expected a whole number, got \"soon\"",
                "{\"startTimeUnixNano\": 1.5} | expected a whole number, got \"1.5\"",
                "{\"startTimeUnixNano\": -1} | expected a number from 0 to 18446744073709551615",
                "{\"startTimeUnixNano\": \"1e999999999\"} | expected a number from 0 to",
                "{\"startTimeUnixNano\": 1e-999999999} | expected a number from 0 to",
                "{\"startTimeUnixNano\": 18446744073709551616} | expected a number from 0 to",
                "{\"startTimeUnixNano\": []} | expected a number, got a list",
                "{\"droppedLinksCount\": 4294967296} | expected a number from 0 to 4294967295",
                "{\"kind\": \"SPAN_KIND_ODD\"} | expected one of SPAN_KIND_UNSPECIFIED, ",
                "{\"attributes\": [{\"value\": {\"bytesValue\": \"*\"}}]} | expected base64",
                "{\"attributes\": [{\"value\": {\"boolValue\": 1}}]} | expected true or false",
                "{\"attributes\": [{\"value\": {\"doubleValue\": \"x\"}}]} | expected a number",
                "{\"name\": \"unfinished} | line 1",
                "{\"name\" | was expecting a colon",
                "{1 | line 1",
            })
    void saysWhatIsWrongAndWhere(String span, String message) {
        String json = "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [" + span + "]}]}]}";
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(OtlpException.class)
                .hasMessageStartingWith("malformed OTLP/JSON at line 1, column ")
                .hasMessageContaining(message);
    }

    @Test
    void namesThePathToWhatIsWrong() {
        assertThatThrownBy(() -> read("{\"resourceSpans\": [\n{}, {\"resource\": 1}]}"))
                .hasMessage(
                        "malformed OTLP/JSON at line 2, column 18 (/resourceSpans/1/resource):"
                                + " expected an object, got a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "null", "{} {}", "{}]", "\"x\"", "\u0000", "{\"a\":}"})
    void refusesWhatIsNotARequest(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(OtlpException.class);
    }

    @Test
    void refusesNestingWithoutEnd() {
        String open = "{\"resourceSpans\": [{\"unknown\": " + "[".repeat(100_000);
        assertThatThrownBy(() -> read(open))
                .isInstanceOf(OtlpException.class)
                .hasMessageContaining("nesting depth");
    }

    @Property(tries = 500)
    void damagedJsonIsRefusedOrRead(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] json =
                ReferenceJson.print(new RandomTraces(random).request())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            json[random.nextInt(json.length)] = (byte) random.nextInt();
        }
        int length = random.nextBoolean() ? json.length : random.nextInt(json.length);
        try {
            OtlpScanner.scan(OtlpJson.toProtobuf(json, 0, length));
        } catch (OtlpException e) {
            assertThat(e).hasMessageStartingWith("malformed OTLP");
        }
    }

    /** Reads a request, stores it as columns and compares both; gives its spans. */
    private static int assertReadAndStored(JsonNode request) throws OtlpException, IOException {
        ExportTraceServiceRequest expected = ReferenceJson.parse(request);
        byte[] bytes = OtlpJson.toProtobuf(request.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(ExportTraceServiceRequest.parseFrom(bytes)).isEqualTo(expected);
        SpanColumns columns = Traces.columns(bytes);
        assertThat(TraceEncoder.toTrace(columns, Traces.allSpans(columns), 0, columns.spanCount))
                .isEqualTo(Traces.normalized(expected.getResourceSpansList()));
        int spans = 0;
        for (ResourceSpans resource : expected.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                spans += scope.getSpansCount();
            }
        }
        assertThat(columns.spanCount).isEqualTo(spans);
        return spans;
    }

    private static ExportTraceServiceRequest read(String json) throws OtlpException, IOException {
        byte[] bytes = OtlpJson.toProtobuf(json.getBytes(StandardCharsets.UTF_8));
        return ExportTraceServiceRequest.parseFrom(bytes);
    }

    private static KeyValue attribute(
            String key, java.util.function.Consumer<AnyValue.Builder> value) {
        KeyValue.Builder attribute = KeyValue.newBuilder().setKey(key);
        value.accept(attribute.getValueBuilder());
        return attribute.build();
    }

    private static InputStream resource(String name) {
        return OtlpJsonTest.class.getResourceAsStream(name);
    }
}
