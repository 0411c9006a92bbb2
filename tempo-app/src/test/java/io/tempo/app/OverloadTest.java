package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.tempopb.TraceByIDResponse;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** More of everything than usual: the process answers or refuses, and goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadTest {

    private static final String PROTOBUF = "application/x-protobuf";

    private TestTempo tempo;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        tempo =
                TestTempo.start(
                        folder,
                        """
                        overrides:
                          defaults:
                            ingestion: {rate_limit_bytes: 1000000000, burst_size_bytes: 1000000000}
                            global: {max_bytes_per_trace: 0}
                        """);
        LoadShape shape = new LoadShape(5);
        for (int i = 0; i < 20; i++) {
            tempo.send(PROTOBUF, shape.request(i, System.currentTimeMillis() * 1_000_000L));
        }
    }

    @AfterAll
    void stop() {
        tempo.close();
    }

    @Test
    void fiveHundredQueriesAtOnceAreAnsweredOrRefused() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(
                        clients.submit(
                                () ->
                                        tempo.get(
                                                "/api/search?q="
                                                        + TestTempo.encode(
                                                                "{ status = error } >> { kind ="
                                                                        + " client }"))));
            }
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isIn(200, 429);
            }
        }
        assertThat(tempo.get("/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aSpanWithTenThousandAttributesComesBackWhole() throws Exception {
        Span.Builder span = span(1, 1, 0);
        for (int i = 0; i < 10_000; i++) {
            span.addAttributes(
                    KeyValue.newBuilder()
                            .setKey("key." + i)
                            .setValue(AnyValue.newBuilder().setIntValue(i)));
        }
        tempo.send(PROTOBUF, request(ScopeSpans.newBuilder().addSpans(span)));
        assertThat(trace(1).getTrace().getResourceSpans(0).getScopeSpans(0).getSpans(0))
                .satisfies(found -> assertThat(found.getAttributesCount()).isEqualTo(10_000));
    }

    @Test
    void aTraceOfAHundredThousandSpansIsFoundAndSearched() throws Exception {
        int spans = 100_000;
        int perRequest = 10_000;
        for (int first = 1; first <= spans; first += perRequest) {
            ScopeSpans.Builder scope = ScopeSpans.newBuilder();
            for (int i = first; i < first + perRequest; i++) {
                scope.addSpans(span(2, i, i - 1));
            }
            tempo.send(PROTOBUF, request(scope));
        }
        TraceByIDResponse answer = trace(2);
        int found =
                answer.getTrace().getResourceSpansList().stream()
                        .flatMap(r -> r.getScopeSpansList().stream())
                        .mapToInt(ScopeSpans::getSpansCount)
                        .sum();
        assertThat(found).isEqualTo(spans);
        HttpResponse<String> search =
                tempo.get(
                        "/api/search?q="
                                + TestTempo.encode(
                                        "{ name = \"span-1\" } >> { name = \"span-100000\" }"));
        assertThat(search.statusCode()).as(search.body()).isEqualTo(200);
        assertThat(search.body()).contains("\"matched\":1");
    }

    @Test
    void garbageOnEveryPortIsSurvived() throws Exception {
        byte[] garbage = new byte[64 * 1024];
        new Random(3).nextBytes(garbage);
        for (int port :
                new int[] {
                    tempo.httpPort(), tempo.grpcPort(), tempo.otlpHttpPort(), tempo.otlpGrpcPort()
                }) {
            try (Socket socket = new Socket("localhost", port)) {
                socket.getOutputStream().write(garbage);
            } catch (IOException closedByServer) {
                // The server may hang up at the first wrong byte.
            }
        }
        assertThat(tempo.get("/ready").statusCode()).isEqualTo(200);
        tempo.send(PROTOBUF, request(ScopeSpans.newBuilder().addSpans(span(3, 1, 0))));
        assertThat(trace(3).getTrace().getResourceSpansCount()).isEqualTo(1);
    }

    private TraceByIDResponse trace(int id) throws Exception {
        HttpResponse<byte[]> response =
                tempo.getBytes("/api/v2/traces/" + id, "Accept", "application/protobuf");
        assertThat(response.statusCode()).isEqualTo(200);
        return TraceByIDResponse.parseFrom(response.body());
    }

    private static Span.Builder span(int trace, long id, long parent) {
        long now = System.currentTimeMillis() * 1_000_000L;
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(
                                ByteString.copyFrom(
                                        ByteBuffer.allocate(16).putLong(8, trace).array()))
                        .setSpanId(id(id))
                        .setName("span-" + id)
                        .setStartTimeUnixNano(now)
                        .setEndTimeUnixNano(now + 1_000_000);
        if (parent > 0) {
            span.setParentSpanId(id(parent));
        }
        return span;
    }

    private static ByteString id(long id) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).array());
    }

    private static byte[] request(ScopeSpans.Builder scope) {
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
                                                                                        "big"))))
                                .addScopeSpans(scope))
                .build()
                .toByteArray();
    }
}
