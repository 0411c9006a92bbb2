package io.tempo.distributor;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.model.TenantId;
import io.tempo.core.server.MemoryBudget;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReceiversTest {

    private static final int MAX_BODY = 1 << 20;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    private final RecordingSink sink = new RecordingSink();
    private final MemoryBudget budget = new MemoryBudget(64 << 20);
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile IngestionLimits limits;
    private Receivers receivers;
    private int httpPort;
    private int grpcPort;

    @BeforeAll
    void start() {
        receivers = receivers(false);
        httpPort = receivers.startHttp(new InetSocketAddress("localhost", 0), MAX_BODY);
        grpcPort = receivers.startGrpc(new InetSocketAddress("localhost", 0), MAX_BODY);
    }

    private Receivers receivers(boolean multitenancy) {
        return new Receivers(
                new Distributor(
                        sink, t -> limits, Duration.ofSeconds(5), new SimpleMeterRegistry()),
                multitenancy,
                budget);
    }

    @BeforeEach
    void reset() {
        limits = new IngestionLimits(30_000_000, 30_000_000, true);
        sink.reset();
    }

    @AfterAll
    void stop() {
        receivers.close();
        assertThat(budget.used()).as("bytes of bodies still held").isZero();
    }

    private HttpResponse<byte[]> post(String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + httpPort + "/v1/traces"))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void storesProtobufAndAnswersAnEmptyPartialSuccess() throws Exception {
        var response = post(PROTOBUF, Requests.of(3).toByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue(PROTOBUF);
        assertThat(response.body()).containsExactly(0x0A, 0x00);
        assertThat(sink.spans()).isEqualTo(3);
        assertThat(sink.pushes.getFirst().tenant()).isEqualTo(TenantId.SINGLE_TENANT);
    }

    @Test
    void storesJson() throws Exception {
        String body =
                """
                {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",
                 "spanId":"EEE19B7EC3C1B174","name":"from curl","kind":"SPAN_KIND_SERVER",
                 "startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000}]}]}]}
                """;
        var response = post(JSON + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        assertThat(text(response)).isEqualTo("{\"partialSuccess\":{}}");
        assertThat(sink.spans()).isEqualTo(1);
    }

    @Test
    void unpacksGzipAndZstd() throws Exception {
        byte[] body = Requests.of(5).toByteArray();
        assertThat(post(PROTOBUF, gzip(body), "Content-Encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(post(PROTOBUF, Zstd.compress(body), "Content-Encoding", "zstd").statusCode())
                .isEqualTo(200);
        assertThat(sink.spans()).isEqualTo(10);
    }

    @Test
    void refusesWhatIsNotPackedAsItSays() throws Exception {
        byte[] body = Requests.of(1).toByteArray();
        for (String encoding : List.of("gzip", "zstd", "deflate", "snappy", "br")) {
            var response = post(JSON, body, "Content-Encoding", encoding);
            assertThat(response.statusCode()).as(encoding).isEqualTo(400);
            assertThat(text(response)).contains("\"code\":3").contains(encoding);
        }
        assertThat(sink.pushes).isEmpty();
    }

    @Test
    void refusesBodiesOverTheLimitPackedOrNot() throws Exception {
        byte[] zeros = new byte[MAX_BODY + 1];
        assertThat(post(PROTOBUF, zeros).statusCode()).isEqualTo(413);
        byte[] bomb = gzip(new byte[200 << 20]);
        assertThat(bomb.length).isLessThan(MAX_BODY);
        assertThat(post(PROTOBUF, bomb, "Content-Encoding", "gzip").statusCode()).isEqualTo(413);
        byte[] zstdBomb = Zstd.compress(new byte[200 << 20]);
        assertThat(post(PROTOBUF, zstdBomb, "Content-Encoding", "zstd").statusCode())
                .isEqualTo(413);
    }

    @Test
    void refusesGarbageWithTheReason() throws Exception {
        byte[] garbage = new byte[1000];
        new Random(1).nextBytes(garbage);
        var response = post(PROTOBUF, garbage);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(com.google.rpc.Status.parseFrom(response.body()).getMessage())
                .contains("not a valid OTLP message");
        assertThat(text(post(JSON, "{\"resourceSpans\":[{".getBytes(StandardCharsets.UTF_8))))
                .contains("\"code\":3");
    }

    @Test
    void refusesOtherMethodsTypesAndPaths() throws Exception {
        assertThat(post("text/plain", new byte[0]).statusCode()).isEqualTo(415);
        URI base = URI.create("http://localhost:" + httpPort);
        var get = HttpRequest.newBuilder(base.resolve("/v1/traces")).GET().build();
        assertThat(client.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(405);
        var other = HttpRequest.newBuilder(base.resolve("/v1/metrics")).GET().build();
        assertThat(client.send(other, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void leavesOutWrongSpansAndSaysHowManyAndWhy() throws Exception {
        ScopeSpans.Builder scope =
                ScopeSpans.newBuilder()
                        .addSpans(Requests.span(16, 1))
                        .addSpans(Requests.span(5, 2))
                        .addSpans(Requests.span(16, 0));
        var response = post(PROTOBUF, Requests.of(scope).toByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(2);
        assertThat(partial.getErrorMessage())
                .contains("invalid_trace_id")
                .contains("40 bits")
                .contains("invalid_span_id");
        assertThat(sink.spans()).isEqualTo(1);
    }

    @Test
    void refusesARequestWithoutAnyRightSpan() throws Exception {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder().addSpans(Requests.span(0, 1));
        var response = post(PROTOBUF, Requests.of(scope).toByteArray());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(com.google.rpc.Status.parseFrom(response.body()).getMessage())
                .contains("received 0 bits");
    }

    @Test
    void tellsWhatALimitOfTheStoreKeptOut() throws Exception {
        sink.answer =
                new PushResult(List.of(new PushResult.Refusal("trace_too_large", 2, "over 5 MB")));
        var response = post(JSON, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(200);
        var partial =
                ExportTraceServiceResponse.parseFrom(
                                post(PROTOBUF, Requests.of(3).toByteArray()).body())
                        .getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(2);
        assertThat(partial.getErrorMessage()).contains("trace_too_large").contains("over 5 MB");
    }

    @Test
    void overTheRateAsksForAnotherTryLater() throws Exception {
        byte[] body = Requests.of(10).toByteArray();
        limits = new IngestionLimits(1, body.length + 10, true);
        assertThat(post(PROTOBUF, body).statusCode()).isEqualTo(200);
        var response = post(PROTOBUF, body);
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("5");
        var status = com.google.rpc.Status.parseFrom(response.body());
        assertThat(status.getMessage()).startsWith("RATE_LIMITED: ingestion rate limit");
        assertThat(status.getDetailsCount()).isEqualTo(1);
        limits = new IngestionLimits(1, 1, true);
        assertThat(com.google.rpc.Status.parseFrom(post(PROTOBUF, body).body()).getMessage())
                .startsWith("RATE_LIMITED: batch size");
        assertThat(sink.spans()).isEqualTo(10);
    }

    @Test
    void aFullStoreIsARetryableRefusal() throws Exception {
        sink.full = true;
        var response = post(PROTOBUF, Requests.of(1).toByteArray());
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).hasValue("2");
    }

    @Test
    void withMultitenancyTheHeaderNamesTheTenant() throws Exception {
        int singleTenantPort = httpPort;
        try (Receivers multi = receivers(true)) {
            httpPort = multi.startHttp(new InetSocketAddress("localhost", 0), MAX_BODY);
            byte[] body = Requests.of(1).toByteArray();
            assertThat(post(PROTOBUF, body, "X-Scope-OrgID", "team-a").statusCode()).isEqualTo(200);
            assertThat(sink.pushes.getFirst().tenant()).isEqualTo(new TenantId("team-a"));
            assertThat(post(PROTOBUF, body).statusCode()).isEqualTo(503);
            assertThat(post(PROTOBUF, body, "X-Scope-OrgID", "a|b").statusCode()).isEqualTo(400);
            assertThat(post(PROTOBUF, body, "X-Scope-OrgID", "bad/one").statusCode())
                    .isEqualTo(400);
        } finally {
            httpPort = singleTenantPort;
        }
    }

    @Test
    void aClientThatStopsMidBodyLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("localhost", httpPort)) {
                OutputStream out = socket.getOutputStream();
                out.write(
                        ("POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: "
                                        + PROTOBUF
                                        + "\r\nContent-Length: 100000\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                out.write(new byte[1000]);
                out.flush();
            }
        }
        assertThat(post(PROTOBUF, Requests.of(1).toByteArray()).statusCode()).isEqualTo(200);
        assertThat(sink.spans()).isEqualTo(1);
    }

    @Test
    void garbageOnThePortsDoesNotStopThem() throws Exception {
        byte[] garbage = new byte[4096];
        new Random(2).nextBytes(garbage);
        for (int port : new int[] {httpPort, grpcPort}) {
            try (Socket socket = new Socket("localhost", port)) {
                socket.getOutputStream().write(garbage);
                socket.getOutputStream().flush();
            } catch (IOException closedByServer) {
                // The server may hang up at the first wrong byte.
            }
        }
        assertThat(post(PROTOBUF, Requests.of(1).toByteArray()).statusCode()).isEqualTo(200);
    }

    @Test
    void theSdkHttpExporterIsUnderstood() {
        export(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint("http://localhost:" + httpPort + "/v1/traces")
                        .setCompression("gzip")
                        .build());
    }

    @Test
    void theSdkGrpcExporterIsUnderstood() {
        export(
                OtlpGrpcSpanExporter.builder()
                        .setEndpoint("http://localhost:" + grpcPort)
                        .setCompression("gzip")
                        .build());
        export(OtlpGrpcSpanExporter.builder().setEndpoint("http://localhost:" + grpcPort).build());
    }

    @Test
    void theSdkGrpcExporterSeesARefusal() {
        limits = new IngestionLimits(1, 1, false);
        OtlpGrpcSpanExporter exporter =
                OtlpGrpcSpanExporter.builder().setEndpoint("http://localhost:" + grpcPort).build();
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build()) {
            provider.get("test").spanBuilder("refused").startSpan().end();
            provider.forceFlush().join(10, TimeUnit.SECONDS);
        }
        assertThat(sink.pushes).isEmpty();
    }

    private void export(SpanExporter exporter) {
        int before = sink.spans();
        try (SdkTracerProvider provider =
                SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build()) {
            Span span = provider.get("test").spanBuilder("from the SDK").startSpan();
            span.setAttribute("n", 1).addEvent("e").end();
            assertThat(provider.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
        }
        assertThat(sink.spans()).isEqualTo(before + 1);
    }

    private static byte[] gzip(byte[] body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return out.toByteArray();
    }
}
