package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The endpoint for language models, over HTTP, on the reference's block. */
class McpTest {

    private static final String PATH = "/api/mcp";
    private static final String SESSION = "Mcp-Session-Id";
    private static final String START = Instant.ofEpochSecond(Golden.START_SECONDS).toString();
    private static final String END =
            Instant.ofEpochSecond(Golden.START_SECONDS + Golden.SECONDS).toString();

    @TempDir private static Path folder;

    private static TestTempo tempo;
    private static TempoClient client;
    private static String session;

    @BeforeAll
    static void start() throws Exception {
        GoldenBlock.put(folder, "vParquet5");
        tempo =
                TestTempo.start(
                        folder,
                        """
                        query_frontend:
                          mcp_server:
                            enabled: true
                        """);
        client = tempo.client();
        HttpResponse<String> hello = post(message("initialize", Map.of()));
        assertThat(hello.statusCode()).isEqualTo(200);
        session = hello.headers().firstValue(SESSION).orElseThrow();
    }

    @AfterAll
    static void stop() {
        client.close();
        tempo.close();
    }

    private static String message(String method, Map<String, String> params) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", 7).put("method", method);
        ObjectNode node = message.putObject("params");
        params.forEach(node::put);
        return message.toString();
    }

    private static HttpResponse<String> post(String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                client.request(PATH)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ask(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post(body, SESSION, session);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return Golden.parse(response.body());
    }

    private static JsonNode use(String tool, String... arguments)
            throws IOException, InterruptedException {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("jsonrpc", "2.0").put("id", "t").put("method", "tools/call");
        ObjectNode params = message.putObject("params");
        params.put("name", tool);
        ObjectNode given = params.putObject("arguments");
        for (int i = 0; i < arguments.length; i += 2) {
            given.put(arguments[i], arguments[i + 1]);
        }
        return ask(message.toString()).path("result");
    }

    private static JsonNode content(JsonNode result, String type) {
        assertThat(result.has("isError")).as(result.toString()).isFalse();
        JsonNode item = result.path("content").path(0);
        assertThat(item.path("_meta").path("type").asText()).isEqualTo(type);
        return Golden.parse(item.path("text").asText());
    }

    private static String error(JsonNode result) {
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        return result.path("content").path(0).path("text").asText();
    }

    @Test
    void allToolsAreListed() throws Exception {
        List<String> names = new ArrayList<>();
        ask(message("tools/list", Map.of()))
                .path("result")
                .path("tools")
                .forEach(tool -> names.add(tool.path("name").asText()));
        assertThat(names)
                .contains(
                        "traceql-search",
                        "traceql-metrics-instant",
                        "traceql-metrics-range",
                        "get-trace",
                        "trace-diff",
                        "get-attribute-names",
                        "get-attribute-values",
                        "docs-traceql",
                        "docs-config");
    }

    @Test
    void aModelFindsATraceAndReadsIt() throws Exception {
        JsonNode found =
                content(
                        use(
                                "traceql-search",
                                "query",
                                "{ status = error }",
                                "start",
                                START,
                                "end",
                                END),
                        "search-results");
        String id = found.path("traces").path(0).path("traceID").asText();
        assertThat(id).isNotEmpty();
        JsonNode trace = content(use("get-trace", "trace_id", id), "trace");
        assertThat(trace.path("trace").path("traceId").asText()).endsWith(id);
        JsonNode same =
                content(
                        use("trace-diff", "base_trace_id", id, "compare_trace_id", id),
                        "trace-diff");
        assertThat(same.path("patch").path("modified")).isEmpty();
        assertThat(error(use("trace-diff", "base_trace_id", id, "compare_trace_id", "bad")))
                .isEqualTo("Not Found");
        assertThat(error(use("get-trace", "trace_id", "bad"))).contains("no trace \"bad\"");
        assertThat(error(use("get-trace", "trace_id", "xyz"))).contains("hex");
    }

    @Test
    void aModelMeasures() throws Exception {
        String query = "{ } | count_over_time()";
        JsonNode one =
                content(
                        use("traceql-metrics-instant", "query", query, "start", START, "end", END),
                        "metrics-instant");
        JsonNode range =
                content(
                        use("traceql-metrics-range", "query", query, "start", START, "end", END),
                        "metrics-range");
        assertThat(one.path("series").path(0).path("value").asLong()).isPositive();
        assertThat(range.path("series").path(0).path("samples").size()).isGreaterThan(10);
        assertThat(error(use("traceql-metrics-range", "query", "{ }")))
                .contains("not a metrics query");
        assertThat(error(use("traceql-search", "query", query))).contains("traceql-metrics-range");
    }

    @Test
    void aModelLooksUpAttributes() throws Exception {
        // Names and values of the last minutes: this data is older, so only what is always there.
        JsonNode names = content(use("get-attribute-names"), "attribute-names");
        assertThat(names.path("scopes").toString()).contains("intrinsic");
        JsonNode intrinsics =
                content(use("get-attribute-names", "scope", "intrinsic"), "attribute-names");
        assertThat(intrinsics.path("scopes")).hasSize(1);
        JsonNode values =
                content(use("get-attribute-values", "name", "status"), "attribute-values");
        assertThat(values.path("tagValues").path("keyword").toString())
                .isEqualTo("[\"unset\",\"ok\",\"error\"]");
        assertThat(error(use("get-attribute-values", "name", "service.name")))
                .contains("valid tagName");
    }

    @Test
    void mistakesAreNamed() throws Exception {
        assertThat(error(use("traceql-search", "query", "{"))).contains("invalid TraceQL query");
        assertThat(error(use("traceql-search", "query", "{}", "start", "yesterday")))
                .contains("RFC 3339");
        assertThat(error(use("traceql-search", "query", "{}", "start", END, "end", START)))
                .contains("start must be before end");
        assertThat(
                        use("docs-traceql", "name", "basic")
                                .path("content")
                                .path(0)
                                .path("text")
                                .asText())
                .startsWith("# ");
    }

    @Test
    void malformedRequestsAreRefused() throws Exception {
        assertThat(Golden.parse(post("{", SESSION, session).body()).path("error").path("code"))
                .hasToString("-32700");
        String ping = message("ping", Map.of());
        HttpResponse<String> nobody = post(ping);
        assertThat(nobody.statusCode()).isEqualTo(400);
        assertThat(nobody.body()).isEqualTo("Invalid session ID");
        assertThat(post(ping, SESSION, "mcp-session-x").statusCode()).isEqualTo(404);
        assertThat(isRefused("[" + "1,".repeat(1 << 20) + "1]")).isTrue();
        HttpResponse<String> text =
                client.http()
                        .send(
                                client.request(PATH)
                                        .header("Content-Type", "text/plain")
                                        .POST(HttpRequest.BodyPublishers.ofString(ping))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(text.body()).isEqualTo("Invalid content type: must be 'application/json'");
        HttpRequest put =
                client.request(PATH).PUT(HttpRequest.BodyPublishers.ofString(ping)).build();
        assertThat(client.http().send(put, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(404);
        assertThat(
                        post(
                                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}",
                                        SESSION,
                                        session)
                                .statusCode())
                .isEqualTo(202);
    }

    private static boolean isRefused(String body) throws InterruptedException {
        try {
            return post(body, SESSION, session).statusCode() == 413;
        } catch (IOException e) {
            // The server answers before all is sent, which this client takes for a failure.
            return true;
        }
    }

    @Test
    void aStreamStaysOpenUntilItsSessionEnds() throws Exception {
        String own =
                post(message("initialize", Map.of())).headers().firstValue(SESSION).orElseThrow();
        HttpResponse<InputStream> stream =
                client.http()
                        .send(
                                client.request(PATH).header(SESSION, own).build(),
                                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo(": open");
            HttpRequest end = client.request(PATH).header(SESSION, own).DELETE().build();
            assertThat(client.http().send(end, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).as("the end").isNull();
        }
        assertThat(post(message("ping", Map.of()), SESSION, own).statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheSettingThereIsNone(@TempDir Path other) throws Exception {
        try (TestTempo plain = TestTempo.start(other)) {
            assertThat(plain.get(PATH).statusCode()).isEqualTo(404);
        }
    }
}
