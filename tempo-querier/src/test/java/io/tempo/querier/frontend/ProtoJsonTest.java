package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.tempopb.Sample;
import io.tempo.core.tempopb.SearchMetrics;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.ServiceStats;
import io.tempo.core.tempopb.TimeSeries;
import io.tempo.core.tempopb.Trace;
import io.tempo.core.tempopb.TraceByIDMetrics;
import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.core.tempopb.TraceSearchMetadata;

import org.junit.jupiter.api.Test;

class ProtoJsonTest {

    @Test
    void messagesThatWereSetAreShownEvenIfEmpty() {
        assertThat(
                        ProtoJson.print(
                                TraceByIDResponse.newBuilder()
                                        .setTrace(Trace.getDefaultInstance())
                                        .setMetrics(TraceByIDMetrics.getDefaultInstance())
                                        .build()))
                .isEqualTo("{\"trace\":{},\"metrics\":{}}");
        assertThat(ProtoJson.print(SearchResponse.getDefaultInstance()))
                .isEqualTo("{\"traces\":[]}");
    }

    @Test
    void aSpanInTheOrderOfItsDeclaration() {
        Span span =
                Span.newBuilder()
                        .setTraceId(ByteString.copyFrom(new byte[16]))
                        .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
                        .setName("a<b>&\u2028\"\\\n\u0001é\uD83D\uDC37")
                        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
                        .setFlags(257)
                        .setStartTimeUnixNano(-1L)
                        .setStatus(
                                Status.newBuilder()
                                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                                        .setMessage("m"))
                        .build();
        ResourceSpans spans =
                ResourceSpans.newBuilder()
                        .setResource(Resource.getDefaultInstance())
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span))
                        .build();
        assertThat(ProtoJson.print(Trace.newBuilder().addResourceSpans(spans).build()))
                .isEqualTo(
                        "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"spanId\":\"AQIDBAUGBwg=\",\"flags\":257,\"name\":\"a\\u003cb\\u003e\\u0026\\u2028\\\"\\\\\\n"
                            + "\\u0001é\uD83D\uDC37\",\"kind\":\"SPAN_KIND_SERVER\","
                            + "\"startTimeUnixNano\":\"18446744073709551615\","
                            + "\"status\":{\"message\":\"m\",\"code\":\"STATUS_CODE_ERROR\"}}]}]}]}");
    }

    @Test
    void theChosenMemberOfAValueIsShownEvenIfZero() {
        assertThat(value(AnyValue.newBuilder().setIntValue(0))).isEqualTo("{\"intValue\":\"0\"}");
        assertThat(value(AnyValue.newBuilder().setBoolValue(false)))
                .isEqualTo("{\"boolValue\":false}");
        assertThat(value(AnyValue.newBuilder().setStringValue("")))
                .isEqualTo("{\"stringValue\":\"\"}");
        assertThat(value(AnyValue.newBuilder().setDoubleValue(0))).isEqualTo("{\"doubleValue\":0}");
        assertThat(value(AnyValue.newBuilder().setArrayValue(ArrayValue.getDefaultInstance())))
                .isEqualTo("{\"arrayValue\":{}}");
        assertThat(value(AnyValue.newBuilder())).isEqualTo("{}");
    }

    @Test
    void doublesAreShortest() {
        assertThat(number(0.1)).isEqualTo("0.1");
        assertThat(number(189.95)).isEqualTo("189.95");
        assertThat(number(1e-9)).isEqualTo("1e-9");
        assertThat(number(1.25e-9)).isEqualTo("1.25e-9");
        assertThat(number(1e22)).isEqualTo("1e+22");
        assertThat(number(-1e20)).isEqualTo("-100000000000000000000");
        assertThat(number(3)).isEqualTo("3");
        assertThat(number(Double.NaN)).isEqualTo("\"NaN\"");
        assertThat(number(Double.NEGATIVE_INFINITY)).isEqualTo("\"-Infinity\"");
    }

    @Test
    void mapsAreSortedAndNumbersOf64BitsAreText() {
        TraceSearchMetadata trace =
                TraceSearchMetadata.newBuilder()
                        .setTraceID("1")
                        .setDurationMs(-1)
                        .putServiceStats("b", ServiceStats.newBuilder().setSpanCount(2).build())
                        .putServiceStats("", ServiceStats.newBuilder().setErrorCount(1).build())
                        .build();
        assertThat(ProtoJson.print(trace))
                .isEqualTo(
                        "{\"traceID\":\"1\",\"durationMs\":4294967295,\"serviceStats\":{\"\":{\"errorCount\":1},\"b\":{\"spanCount\":2}}}");
        assertThat(
                        ProtoJson.print(
                                SearchMetrics.newBuilder()
                                        .setInspectedBytes(5)
                                        .setTotalJobs(2)
                                        .build()))
                .isEqualTo("{\"inspectedBytes\":\"5\",\"totalJobs\":2}");
    }

    @Test
    void samplesShowTheirTimeFirstAndNoZero() {
        QueryRangeResponse response =
                QueryRangeResponse.newBuilder()
                        .addSeries(
                                TimeSeries.newBuilder()
                                        .addSamples(Sample.newBuilder().setTimestampMs(1000))
                                        .addSamples(
                                                Sample.newBuilder()
                                                        .setTimestampMs(2000)
                                                        .setValue(0.5)))
                        .setStatus(PartialStatus.PARTIAL)
                        .build();
        assertThat(ProtoJson.print(response))
                .isEqualTo(
                        "{\"series\":[{\"samples\":[{\"timestampMs\":\"1000\"},{\"timestampMs\":\"2000\",\"value\":0.5}]}],\"status\":\"PARTIAL\"}");
    }

    private static String number(double d) {
        String json = value(AnyValue.newBuilder().setDoubleValue(d));
        return json.substring("{\"doubleValue\":".length(), json.length() - 1);
    }

    private static String value(AnyValue.Builder value) {
        String json = ProtoJson.print(KeyValue.newBuilder().setKey("k").setValue(value).build());
        return json.substring("{\"key\":\"k\",\"value\":".length(), json.length() - 1);
    }
}
