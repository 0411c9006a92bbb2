package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tempo.core.tempopb.QueryInstantResponse;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.SearchTagValuesResponse;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.SearchTagsResponse;
import io.tempo.core.tempopb.SearchTagsV2Response;
import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams of {@code tempopb.StreamingQuerier}, asked by a plain grpc-java client that knows of
 * them only what the wire shows: method names and field numbers.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class StreamingTest {

    private static final int START = (int) Golden.WINDOW_START_SECONDS;
    private static final int END = (int) Golden.WINDOW_END_SECONDS;

    private TestTempo tempo;
    private ManagedChannel grpcPort;
    private ManagedChannel httpPort;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        tempo = TestTempo.start(folder);
        for (byte[] request : Golden.requests()) {
            tempo.send("application/json", request);
        }
        grpcPort = channel(tempo.grpcPort());
        httpPort = channel(tempo.httpPort());
    }

    private static ManagedChannel channel(int port) {
        return OkHttpChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    }

    @AfterAll
    void stop() {
        grpcPort.shutdownNow();
        httpPort.shutdownNow();
        tempo.close();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** All messages that a method of the service answers with. */
    private static List<byte[]> call(io.grpc.Channel channel, String method, byte[] request) {
        MethodDescriptor<byte[], byte[]> descriptor =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                        .setFullMethodName("tempopb.StreamingQuerier/" + method)
                        .setRequestMarshaller(new Bytes())
                        .setResponseMarshaller(new Bytes())
                        .build();
        List<byte[]> messages = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(channel, descriptor, CallOptions.DEFAULT, request)
                .forEachRemaining(messages::add);
        return messages;
    }

    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] search(String query, int limit) {
        return message(
                out -> {
                    out.writeUInt32(4, limit);
                    out.writeUInt32(5, START);
                    out.writeUInt32(6, END);
                    out.writeString(8, query);
                    out.writeUInt32(9, 5);
                });
    }

    private byte[] overHttp(String path) throws Exception {
        var response = tempo.getBytes(path, "Accept", "application/protobuf");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private static String window() {
        return "start=" + START + "&end=" + END;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void searchesEndWithTheAnswerThatHttpGives(boolean overHttpPort) throws Exception {
        String query = "{ status = error } | select(name)";
        List<byte[]> messages =
                call(overHttpPort ? httpPort : grpcPort, "Search", search(query, 7));

        SearchResponse last = SearchResponse.parseFrom(messages.getLast());
        SearchResponse http =
                SearchResponse.parseFrom(
                        overHttp(
                                "/api/search?limit=7&spss=5&"
                                        + window()
                                        + "&q="
                                        + TestTempo.encode(query)));
        assertThat(last.getTracesList()).isEqualTo(http.getTracesList()).hasSize(7);
        for (byte[] message : messages) {
            SearchResponse parsed = SearchResponse.parseFrom(message);
            assertThat(parsed.hasMetrics()).isTrue();
            assertThat(parsed.getMetrics().getTotalJobs()).isPositive();
        }
        assertThat(last.getMetrics().getCompletedJobs())
                .isEqualTo(last.getMetrics().getTotalJobs());
    }

    @Test
    void searchesByTagsAndDurations() throws Exception {
        byte[] request =
                message(
                        out -> {
                            byte[] entry =
                                    message(
                                            tag -> {
                                                tag.writeString(1, "service.name");
                                                tag.writeString(2, "web gateway");
                                            });
                            out.writeByteArray(1, entry);
                            out.writeUInt32(2, 100);
                            out.writeUInt32(5, START);
                            out.writeUInt32(6, END);
                        });
        SearchResponse found =
                SearchResponse.parseFrom(call(grpcPort, "Search", request).getLast());
        SearchResponse http =
                SearchResponse.parseFrom(
                        overHttp(
                                "/api/search?minDuration=100ms&"
                                        + window()
                                        + "&tags="
                                        + TestTempo.encode("service.name=\"web gateway\"")));
        assertThat(found.getTracesList()).isEqualTo(http.getTracesList()).hasSize(20);
    }

    @Test
    void namesOfTags() throws Exception {
        byte[] request =
                message(
                        out -> {
                            out.writeString(1, "span");
                            out.writeUInt32(3, START);
                            out.writeUInt32(4, END);
                        });
        assertThat(SearchTagsResponse.parseFrom(call(grpcPort, "SearchTags", request).getLast()))
                .extracting(SearchTagsResponse::getTagNamesList)
                .isEqualTo(
                        SearchTagsResponse.parseFrom(
                                        overHttp("/api/search/tags?scope=span&" + window()))
                                .getTagNamesList());
        SearchTagsV2Response scoped =
                SearchTagsV2Response.parseFrom(call(grpcPort, "SearchTagsV2", request).getLast());
        assertThat(scoped.getScopesList())
                .isEqualTo(
                        SearchTagsV2Response.parseFrom(
                                        overHttp("/api/v2/search/tags?scope=span&" + window()))
                                .getScopesList())
                .hasSize(1);
    }

    @Test
    void valuesOfTags() throws Exception {
        byte[] older =
                message(
                        out -> {
                            out.writeString(1, "http.method");
                            out.writeUInt32(4, START);
                            out.writeUInt32(5, END);
                        });
        assertThat(
                        SearchTagValuesResponse.parseFrom(
                                        call(grpcPort, "SearchTagValues", older).getLast())
                                .getTagValuesList())
                .containsExactly("GET", "POST", "PUT");
        byte[] typed =
                message(
                        out -> {
                            out.writeString(1, "span.http.status_code");
                            out.writeString(2, "{ span.http.status_code > 500 }");
                            out.writeUInt32(4, START);
                            out.writeUInt32(5, END);
                        });
        SearchTagValuesV2Response values =
                SearchTagValuesV2Response.parseFrom(
                        call(grpcPort, "SearchTagValuesV2", typed).getLast());
        assertThat(values.getTagValuesList())
                .extracting(v -> v.getType() + ' ' + v.getValue())
                .containsExactly("int 503");
    }

    @Test
    void metricsOverTime() throws Exception {
        String query = "{ } | rate() by (resource.service.name)";
        byte[] request =
                message(
                        out -> {
                            out.writeString(1, query);
                            out.writeUInt64(2, Golden.START_SECONDS * 1_000_000_000L);
                            out.writeUInt64(
                                    3, (Golden.START_SECONDS + Golden.SECONDS) * 1_000_000_000L);
                            out.writeUInt64(4, 60_000_000_000L);
                        });
        QueryRangeResponse last =
                QueryRangeResponse.parseFrom(
                        call(httpPort, "MetricsQueryRange", request).getLast());
        var http =
                Golden.parse(
                        tempo.get(
                                        "/api/metrics/query_range?step=60s&start="
                                                + Golden.START_SECONDS
                                                + "&end="
                                                + (Golden.START_SECONDS + Golden.SECONDS)
                                                + "&q="
                                                + TestTempo.encode(query))
                                .body());
        assertThat(last.getSeriesCount()).isEqualTo(http.get("series").size()).isGreaterThan(7);
        assertThat(last.getSeries(0).getSamplesCount()).isEqualTo(31);
        assertThat(last.hasMetrics()).isTrue();
    }

    @Test
    void metricsAtOneTime() throws Exception {
        byte[] request =
                message(
                        out -> {
                            out.writeString(1, "{ } | count_over_time()");
                            out.writeUInt64(2, Golden.START_SECONDS * 1_000_000_000L);
                            out.writeUInt64(
                                    3, (Golden.START_SECONDS + Golden.SECONDS) * 1_000_000_000L);
                        });
        QueryInstantResponse last =
                QueryInstantResponse.parseFrom(
                        call(grpcPort, "MetricsQueryInstant", request).getLast());
        assertThat(last.getSeriesList())
                .singleElement()
                .satisfies(series -> assertThat(series.getValue()).isPositive());
    }

    @Test
    void whatIsWrongIsAnInvalidArgumentThatSaysSo() {
        assertThat(failure(grpcPort, search("{ oops }", 7)))
                .satisfies(
                        status -> {
                            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                            assertThat(status.getDescription()).contains("oops");
                        });
        assertThat(failure(grpcPort, search("{}", 1_000_000_000)).getDescription())
                .contains("limit 1000000000 exceeds max limit");
    }

    private static Status failure(io.grpc.Channel channel, byte[] request) {
        try {
            call(channel, "Search", request);
            throw new AssertionError("should have failed");
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    @Test
    void multitenancyAsksForATenant(@TempDir Path folder) throws Exception {
        try (TestTempo strict = TestTempo.start(folder, "multitenancy_enabled: true")) {
            ManagedChannel channel = channel(strict.grpcPort());
            Status status = failure(channel, search("{}", 1));
            assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
            assertThat(status.getDescription()).isEqualTo("no org id");

            Metadata tenant = new Metadata();
            tenant.put(Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER), "a|b");
            List<byte[]> messages =
                    call(
                            ClientInterceptors.intercept(
                                    channel, MetadataUtils.newAttachHeadersInterceptor(tenant)),
                            "Search",
                            search("{}", 1));
            assertThat(SearchResponse.parseFrom(messages.getLast()).getTracesList()).isEmpty();
            channel.shutdownNow();
        }
    }
}
