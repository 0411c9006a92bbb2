package io.tempo.app;

import io.tempo.core.config.ConfigLoader;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A whole tempo in this process, on ports of its own, with its data in a folder. What integration
 * tests talk to.
 */
final class TestTempo implements AutoCloseable {

    private final SingleProcess process;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestTempo(SingleProcess process) {
        this.process = process;
    }

    /**
     * Starts with these additions to a configuration that has no limits on time ranges and span
     * sets.
     */
    static TestTempo start(Path data, String... yaml) throws StartException {
        boolean hasLiveStore = String.join("\n", yaml).contains("live_store:");
        String live =
                """
                live_store:
                  wal:
                    path: %s/live
                """
                        .formatted(data);
        return startOn(
                """
                backend: local
                    local:
                      path: %s/blocks
                """
                        .formatted(data),
                (hasLiveStore ? "" : live) + String.join("\n", yaml));
    }

    /**
     * Starts with blocks in a place of the test's choice.
     *
     * @param trace keys of {@code storage.trace}, from the second line on indented by four
     * @param yaml more, with a live store at least
     */
    static TestTempo startOn(String trace, String yaml) throws StartException {
        String base =
                """
                server:
                  http_listen_address: localhost
                  http_listen_port: 0
                  grpc_listen_address: localhost
                  grpc_listen_port: 0
                distributor:
                  receivers:
                    otlp:
                      protocols:
                        http:
                          endpoint: localhost:0
                        grpc:
                          endpoint: localhost:0
                storage:
                  trace:
                    %s
                """
                        .formatted(trace);
        boolean hasFrontend = yaml.contains("query_frontend:");
        String frontend =
                """
                query_frontend:
                  search:
                    max_duration: 0s
                    max_spans_per_span_set: 0
                """;
        return new TestTempo(
                SingleProcess.start(
                        ConfigLoader.loadYaml(
                                "test.yaml", base + (hasFrontend ? "" : frontend) + yaml)));
    }

    URI http(String pathAndQuery) {
        return URI.create("http://localhost:" + process.httpPort() + pathAndQuery);
    }

    int httpPort() {
        return process.httpPort();
    }

    int grpcPort() {
        return process.grpcPort();
    }

    int otlpHttpPort() {
        return process.otlpHttpPort();
    }

    int otlpGrpcPort() {
        return process.otlpGrpcPort();
    }

    /** Asks and sends over HTTP; to be closed by the caller. */
    TempoClient client() {
        return new TempoClient(httpPort(), otlpHttpPort());
    }

    /** GET; the body as text. */
    HttpResponse<String> get(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http(pathAndQuery));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** GET; the body as bytes. */
    HttpResponse<byte[]> getBytes(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(http(pathAndQuery));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Sends an OTLP export request; fails if it is not taken whole. */
    void send(String contentType, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(contentType, body);
        if (response.statusCode() != 200 || response.body().contains("rejected")) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
    }

    /** Sends an OTLP export request. */
    HttpResponse<String> post(String contentType, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:"
                                                + process.otlpHttpPort()
                                                + "/v1/traces"))
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        process.close();
        client.close();
    }
}
