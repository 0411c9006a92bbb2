package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What {@code tempo query} asks, and what it says when that fails. */
class QueryCommandTest {

    private final List<URI> asked = new ArrayList<>();
    private final List<Headers> headers = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI());
                    headers.add(exchange.getRequestHeaders());
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private record Outcome(int code, String out, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Outcome(code, out.toString(), err.toString());
    }

    private Outcome query(String... arguments) {
        List<String> all = new ArrayList<>(List.of("query"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", address()));
        return run(all.toArray(String[]::new));
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = QueryCommandTest.class.getResourceAsStream("/query/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "->",
            quoteCharacter = '"',
            textBlock =
                    """
                    search;{ name = "a+b" }                     -> /api/search?q={ name = "a+b" }&start=100&end=200&limit=20
                    search;{};--limit;5;--spss;7                -> /api/search?q={}&start=100&end=200&limit=5&spss=7
                    tags                                        -> /api/v2/search/tags?start=100&end=200
                    tags;--scope;span;--query;{};--limit;9      -> /api/v2/search/tags?scope=span&q={}&start=100&end=200&limit=9
                    values;span.a/b c                           -> /api/v2/search/tag/span.a/b c/values?start=100&end=200
                    values;name;--query;{};--limit;3            -> /api/v2/search/tag/name/values?q={}&start=100&end=200&limit=3
                    metrics;{} | rate()                         -> /api/metrics/query_range?q={} | rate()&start=100&end=200
                    metrics;{} | rate();--step;1m30s            -> /api/metrics/query_range?q={} | rate()&start=100&end=200&step=1m30s
                    metrics;{} | rate();--instant               -> /api/metrics/query?q={} | rate()&start=100&end=200
                    """)
    void asks(String arguments, String target) {
        List<String> given = new ArrayList<>(List.of(arguments.split(";")));
        given.addAll(List.of("--start", "100", "--end", "199.5"));
        assertThat(query(given.toArray(String[]::new)).code()).isZero();
        URI uri = asked.getFirst();
        assertThat(uri.getPath() + "?" + uri.getQuery()).isEqualTo(target);
        assertThat(uri.getRawQuery()).doesNotContain("+", " ");
    }

    @Test
    void asksForATrace() throws Exception {
        body = resource("trace.json");
        Outcome outcome = query("trace", "7c3E", "--query", "{ kind = server }");
        assertThat(outcome.code()).isZero();
        assertThat(asked.getFirst().getPath()).isEqualTo("/api/v2/traces/7c3E");
        assertThat(asked.getFirst().getQuery())
                .isEqualTo("q={ kind = server }&keep_hierarchy=true");
        assertThat(outcome.out()).contains("storefront: POST /checkout");
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines(
                        "warning: Trace exceeds maximum size of 5000000 bytes, a partial trace is"
                                + " returned");
    }

    @Test
    void sendsTenantAndHeaders() {
        query("tags", "--tenant", "red|blue", "--header", "A=b=c", "--header", "D=e");
        assertThat(headers.getFirst())
                .containsEntry("X-scope-orgid", List.of("red|blue"))
                .containsEntry("A", List.of("b=c"))
                .containsEntry("D", List.of("e"))
                .containsEntry("Accept", List.of("application/json"));
    }

    @Test
    void keepsThePathOfTheAddress() {
        Outcome outcome = run("query", "tags", "--url", address() + "/tempo/");
        assertThat(outcome.code()).isZero();
        assertThat(asked.getFirst().getPath()).isEqualTo("/tempo/api/v2/search/tags");
    }

    @Test
    void printsTheAnswerAsItCame() throws Exception {
        body = resource("search.json");
        Outcome outcome = query("search", "{}", "--json");
        JsonMapper json = new JsonMapper();
        assertThat(json.readTree(outcome.out())).isEqualTo(json.readTree(body));
        body = "{ \"traces\" : [] }";
        assertThat(query("search", "{}", "--json").out()).isEqualTo(body + System.lineSeparator());
    }

    @Test
    void listsNamesAsTraceQlWritesThem() {
        body =
                """
                {"scopes":[{"name":"span","tags":["http.method","with space","a\\"b"]},
                           {"name":"intrinsic","tags":["span:kind","name"]}],"metrics":{}}
                """;
        assertThat(query("tags").out().lines())
                .containsExactly(
                        "name",
                        "span.\"a\\\"b\"",
                        "span.\"with space\"",
                        "span.http.method",
                        "span:kind");
    }

    @Test
    void listsValuesWithTheirTypes() {
        body =
                """
                {"tagValues":[{"type":"string","value":"b"},{"type":"int","value":"10"},
                  {"type":"string"},{"type":"int","value":"9"},{"type":"keyword","value":"ok"}]}
                """;
        assertThat(query("values", "span.a").out().lines())
                .containsExactly(
                        "int      9", "int      10", "keyword  ok", "string", "string   b");
    }

    @Test
    void saysWhatTheServerSays() {
        status = 400;
        body = "invalid TraceQL query:\nparse error";
        Outcome outcome = query("search", "{");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines(
                        address() + " answered 400: invalid TraceQL query:\\nparse error");
    }

    @Test
    void aTraceThatIsNotThere() {
        body = "{\"trace\":{},\"metrics\":{}}";
        Outcome outcome = query("trace", "12");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).isEqualToIgnoringNewLines("trace 12 was not found");
    }

    @ParameterizedTest
    @CsvSource({"<html>", "[]", "''", "{\"traces\":"})
    void whatIsNoAnswerOfATempo(String other) {
        body = other;
        Outcome outcome = query("search", "{}");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines(
                        address()
                                + " did not answer with a JSON object: is it the address of a"
                                + " tempo?");
    }

    @Test
    void aServerThatIsNotThere() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Outcome outcome = run("query", "tags", "--url", "localhost:" + free);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines(
                        "http://localhost:" + free + " cannot be asked: connection refused");
    }

    @Test
    void aServerThatDoesNotAnswer() {
        CountDownLatch done = new CountDownLatch(1);
        server.createContext(
                "/slow",
                exchange -> {
                    try {
                        done.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.close();
                });
        Outcome outcome = run("query", "tags", "--url", address() + "/slow", "--timeout", "50ms");
        done.countDown();
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines(address() + "/slow gave no answer within 50ms");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    search                          | Missing required parameter: 'QUERY'
                    search {} more                  | Unmatched argument at index 3: 'more'
                    search {} --foo                 | Unknown option: '--foo'
                    search {} --limit 0             | --limit takes a positive number: got 0
                    search {} --limit x             | Invalid value for option '--limit': 'x' is not an int
                    search {} --spss 0              | --spss takes a positive number: got 0
                    search {} --start x             | Invalid value for option '--start': expected a time such as now-1h
                    search {} --start 5 --end 5     | --start must be before --end: got 1970-01-01T00:00:05Z and 1970-01-01T00:00:05Z
                    search {} --start now+1h        | --start must be before --end
                    search {} --timeout 5           | --timeout takes a duration such as 30s: got 5
                    search {} --timeout 0s          | --timeout takes a duration such as 30s: got 0s
                    search {} --url ftp://x         | --url takes an address such as http://host:3200: got ftp://x
                    search {} --url http://a:x      | --url takes an address such as http://host:3200: got http://a:x
                    search {} --url http://a/?b     | --url takes an address such as http://host:3200: got http://a/?b
                    search {} --header a            | Value for option option '--header'
                    search {} --header Host=a       | header cannot be sent: restricted header name: "Host"
                    search {} --width 5             | --width takes 40 to 10000: got 5
                    search {} --color blue          | Invalid value for option '--color'
                    trace xyz                       | trace IDs can only contain hex characters: invalid character 'x' at position 1
                    trace 1 --max-spans 0           | --max-spans takes a positive number: got 0
                    tags --limit 0                  | --limit takes a positive number: got 0
                    metrics {} --step 5             | --step takes a duration such as 30s: got 5
                    metrics {} --instant --step 5s  | --step has no meaning with --instant
                    metrics {} --rows 1000          | --rows takes 1 to 100: got 1000
                    everything                      | Unmatched argument at index 1: 'everything'
                    """)
    void refusesAWrongCommandLineInOneLine(String arguments, String message) {
        Outcome outcome = run(("query " + arguments).split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).startsWith(message).contains(" --help)");
        assertThat(asked).isEmpty();
    }

    @Test
    void namesItsParts() {
        assertThat(run("query").err())
                .startsWith("what to ask is missing: search, trace, tags, values, metrics");
        assertThat(run("query", "--help").out()).contains("search", "trace", "tags", "metrics");
    }
}
