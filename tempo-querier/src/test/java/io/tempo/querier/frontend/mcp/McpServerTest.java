package io.tempo.querier.frontend.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.tempo.core.traceql.TraceQl;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class McpServerTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final AtomicLong nanos = new AtomicLong();
    private final McpServer<String> server =
            new McpServer<>(
                    List.of(
                            new Tool<>(
                                    "greet",
                                    "Says hello.",
                                    List.of(
                                            Tool.Argument.required("who", "whom to greet"),
                                            new Tool.Argument(
                                                    "tone", "how", false, List.of("warm", "cool"))),
                                    (arguments, caller) ->
                                            Tool.Content.json(
                                                    "greeting", caller + " greets " + arguments)),
                            new Tool<>(
                                    "fail",
                                    "Fails.",
                                    List.of(),
                                    (arguments, caller) -> {
                                        throw new IllegalStateException("out of order");
                                    })),
                    Throwable::getMessage,
                    3,
                    Duration.ofMinutes(1),
                    nanos::get);
    private String session;

    private String begin(String owner) throws Exception {
        McpServer.Answer answer =
                server.answer(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}",
                        "",
                        owner,
                        "Ada");
        return answer.session().orElseThrow();
    }

    private JsonNode ask(String message) throws Exception {
        if (session == null) {
            session = begin("red");
        }
        return JSON.readTree(server.answer(message, session, "red", "Ada").body().orElseThrow());
    }

    private JsonNode call(String method, String params) throws Exception {
        return ask(
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\""
                        + method
                        + "\",\"params\":"
                        + params
                        + "}");
    }

    // ---- sessions ----

    @Test
    void onlyItsOwnerMayUseASession() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        String red = begin("red");
        assertThat(server.answer(ping, red, "red", "Ada").body()).isPresent();
        for (String[] wrong : new String[][] {{red, "blue"}, {"", "red"}, {red + "x", "red"}}) {
            assertThatThrownBy(() -> server.answer(ping, wrong[0], wrong[1], "Ada"))
                    .isInstanceOf(McpServer.UnknownSessionException.class)
                    .hasMessage("Invalid session ID");
        }
        server.end(red);
        assertThatThrownBy(() -> server.check(red, "red"))
                .isInstanceOf(McpServer.UnknownSessionException.class);
    }

    @Test
    void idleSessionsAndTooManyAreForgotten() throws Exception {
        Sessions sessions = new Sessions(3, Duration.ofMinutes(1), nanos::get);
        String idle = sessions.begin("red");
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(sessions.isOpen(idle, "red")).isTrue();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(sessions.isOpen(idle, "red")).isFalse();
        for (int i = 0; i < 100; i++) {
            sessions.begin("red");
        }
        assertThat(sessions.count()).isEqualTo(3);
    }

    @Test
    void agreesOnARevision() throws Exception {
        String hello =
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\","
                        + "\"params\":{\"protocolVersion\":\"%s\"}}";
        for (String[] versions :
                new String[][] {
                    {"2025-03-26", "2025-03-26"},
                    {"2025-06-18", "2025-06-18"},
                    {"1999-01-01", "2025-06-18"}
                }) {
            JsonNode result =
                    JSON.readTree(
                                    server.answer(hello.formatted(versions[0]), "", "red", "Ada")
                                            .body()
                                            .orElseThrow())
                            .path("result");
            assertThat(result.path("protocolVersion").asText()).isEqualTo(versions[1]);
            assertThat(result.path("serverInfo").path("name").asText()).isEqualTo("tempo");
            assertThat(result.path("capabilities").has("tools")).isTrue();
            assertThat(result.path("capabilities").has("resources")).isTrue();
        }
    }

    // ---- malformed messages ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {                                                  | -32700
                    hello                                              | -32700
                    ''                                                 | -32600
                    7                                                  | -32600
                    [{"jsonrpc":"2.0","id":1,"method":"ping"}]         | -32600
                    {"id":1,"method":"ping"}                           | -32600
                    {"jsonrpc":"1.0","id":1,"method":"ping"}           | -32600
                    {"jsonrpc":"2.0","id":{},"method":"ping"}          | -32600
                    {"jsonrpc":"2.0","id":1}                           | -32600
                    {"jsonrpc":"2.0","id":1,"method":5}                | -32600
                    {"jsonrpc":"2.0","id":1,"method":"prompts/list"}   | -32601
                    {"jsonrpc":"2.0","id":1,"method":"tools/call"}     | -32602
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet"}} | -32602
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","arguments":[]}} | -32602
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","arguments":{"who":{}}}} | -32602
                    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"greet","arguments":{"who":"x","tone":"loud"}}} | -32602
                    {"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}} | -32002
                    """)
    void malformedMessagesGetTheirCode(String message, int code) throws Exception {
        JsonNode answer = ask(message);
        assertThat(answer.path("error").path("code").asInt()).isEqualTo(code);
        assertThat(answer.path("error").path("message").asText()).isNotEmpty();
        assertThat(answer.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(answer.has("id")).isTrue();
    }

    @Property(tries = 300)
    void anyTextIsAnsweredOrRefused(@ForAll String message) throws Exception {
        String own = begin("red");
        server.answer(message, own, "red", "Ada")
                .body()
                .ifPresent(body -> assertThat(body).contains("\"error\""));
    }

    @Test
    void deeplyNestedMessagesAreRefused() throws Exception {
        assertThat(ask("[".repeat(100_000)).path("error").path("code").asInt()).isEqualTo(-32700);
    }

    @Test
    void notificationsAndRepliesTakeNoAnswer() throws Exception {
        session = begin("red");
        for (String message :
                new String[] {
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}"
                }) {
            assertThat(server.answer(message, session, "red", "Ada").body()).isEmpty();
        }
    }

    // ---- tools and documents ----

    @Test
    void toolsAreListedAndUsed() throws Exception {
        JsonNode greet = call("tools/list", "{}").path("result").path("tools").path(0);
        assertThat(greet.path("name").asText()).isEqualTo("greet");
        assertThat(greet.path("inputSchema").path("required").toString()).isEqualTo("[\"who\"]");
        assertThat(greet.path("annotations").path("readOnlyHint").asBoolean()).isTrue();
        JsonNode result =
                call(
                                "tools/call",
                                "{\"name\":\"greet\",\"arguments\":{\"who\":\"Bob\",\"tone\":\"\","
                                        + "\"other\":1}}")
                        .path("result");
        assertThat(result.path("content").path(0).path("text").asText())
                .isEqualTo("Ada greets {who=Bob}");
        JsonNode meta = result.path("content").path(0).path("_meta");
        assertThat(meta.path("type").asText()).isEqualTo("greeting");
        assertThat(meta.path("encoding").asText()).isEqualTo("json");
        assertThat(result.has("isError")).isFalse();
    }

    @Test
    void aToolThatFailsTellsTheModel() throws Exception {
        JsonNode result = call("tools/call", "{\"name\":\"fail\"}").path("result");
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.path("content").path(0).path("text").asText()).isEqualTo("out of order");
    }

    @Test
    void documentsAreListedAndRead() throws Exception {
        List<String> uris = new ArrayList<>();
        call("resources/list", "{}")
                .path("result")
                .path("resources")
                .forEach(document -> uris.add(document.path("uri").asText()));
        assertThat(uris)
                .containsExactly(
                        "docs://traceql/query",
                        "docs://traceql/basic",
                        "docs://traceql/aggregates",
                        "docs://traceql/structural",
                        "docs://traceql/metrics",
                        "docs://config/overview",
                        "docs://config/reference");
        for (String uri : uris) {
            JsonNode content =
                    call("resources/read", "{\"uri\":\"" + uri + "\"}")
                            .path("result")
                            .path("contents")
                            .path(0);
            assertThat(content.path("text").asText()).startsWith("# ");
            assertThat(content.path("mimeType").asText()).isEqualTo("text/markdown");
        }
    }

    @Test
    void everyExampleOfTheDocumentsIsAQuery() {
        int queries = 0;
        for (Documents.Document document : Documents.all()) {
            Matcher blocks =
                    Pattern.compile("```traceql\n(.*?)```", Pattern.DOTALL)
                            .matcher(document.text());
            while (blocks.find()) {
                for (String query : blocks.group(1).strip().split("\n")) {
                    TraceQl.parseAndValidate(query);
                    queries++;
                }
            }
        }
        assertThat(queries).isGreaterThan(20);
    }
}
