package io.tempo.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;

import io.tempo.core.model.TraceId;
import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.core.testing.Golden;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends spans to a tempo and asks it, over HTTP. An answer that does not come is a failure. */
final class TempoClient implements AutoCloseable {

    static final String OTLP = "application/x-protobuf";
    static final String PROTOBUF = "application/protobuf";

    /** Far more than any answer takes; what lasts longer hangs. */
    private static final Duration HANGS = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int apiPort;
    private final int otlpPort;

    TempoClient(int apiPort, int otlpPort) {
        this.apiPort = apiPort;
        this.otlpPort = otlpPort;
    }

    /** Sends an OTLP request in protobuf; gives the status. */
    int send(byte[] body, String... headers) throws IOException, InterruptedException {
        return post("/v1/traces", OTLP, body, headers).statusCode();
    }

    /** POST to the OTLP port. */
    HttpResponse<String> post(String path, String contentType, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + otlpPort + path))
                        .timeout(HANGS)
                        .header("Content-Type", contentType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return http.send(with(request, headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        return http.send(
                with(request(pathAndQuery), headers), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> getBytes(String pathAndQuery, String... headers)
            throws IOException, InterruptedException {
        return http.send(
                with(request(pathAndQuery), headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** A request for a path of the API. */
    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + apiPort + pathAndQuery))
                .timeout(HANGS);
    }

    HttpClient http() {
        return http;
    }

    private static HttpRequest with(HttpRequest.Builder request, String... headers) {
        return (headers.length > 0 ? request.headers(headers) : request).build();
    }

    /** A body in JSON that must be there. */
    JsonNode json(String pathAndQuery, String... headers) throws IOException, InterruptedException {
        HttpResponse<String> response = get(pathAndQuery, headers);
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    pathAndQuery + ": " + response.statusCode() + " " + response.body());
        }
        return Golden.parse(response.body());
    }

    /** All traces of the last half hour that match. */
    JsonNode search(String query, String... headers) throws IOException, InterruptedException {
        return json(searchPath(query), headers);
    }

    /** The path of {@link #search}. */
    static String searchPath(String query) {
        long now = System.currentTimeMillis() / 1000;
        return "/api/search?limit=200000&spss=1&start="
                + (now - 1800)
                + "&end="
                + (now + 600)
                + "&q="
                + TestTempo.encode(query);
    }

    /** How many spans of the last half hour match, as a metrics query counts them. */
    long count(String filter, String... headers) throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1000;
        JsonNode series =
                json(
                                "/api/metrics/query?start="
                                        + (now - 1800)
                                        + "&end="
                                        + (now + 600)
                                        + "&q="
                                        + TestTempo.encode(filter + " | count_over_time()"),
                                headers)
                        .path("series");
        return series.path(0).path("value").asLong();
    }

    /** What {@code /api/v2/traces} answers. */
    TraceByIDResponse trace(TraceId id, String parameters, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request("/api/v2/traces/" + id.toHex() + parameters).header("Accept", PROTOBUF);
        HttpResponse<byte[]> response =
                http.send(with(request, headers), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    id + ": " + response.statusCode() + " " + new String(response.body()));
        }
        try {
            return TraceByIDResponse.parseFrom(response.body());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The number of spans of an answer. */
    static int spans(TraceByIDResponse response) {
        return response.getTrace().getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpansList().stream())
                .mapToInt(s -> s.getSpansCount())
                .sum();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
