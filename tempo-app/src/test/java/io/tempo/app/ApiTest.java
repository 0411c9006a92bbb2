package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.model.TraceId;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The query API: parameters, forms of answers, errors, tenants; over a process with two tenants.
 */
class ApiTest {

    private static final String[] RED = {"X-Scope-OrgID", "red"};
    private static final TraceId TRACE = TraceId.fromHex("09d2f1c3b5a7e8642");
    private static final String ABSENT = "00000000000000000000000000000bad";

    @TempDir private static Path folder;

    private static TestTempo tempo;
    private static TempoClient client;

    @BeforeAll
    static void start() throws Exception {
        tempo = TestTempo.start(folder, "multitenancy_enabled: true");
        client = tempo.client();
        long now = System.currentTimeMillis() - 5_000;
        send("red", TRACE, span(1, 0, "GET /", now, 500), span(2, 1, "query", now + 5, 20));
        send("blue", TraceId.fromHex("b1"), span(1, 0, "paint", now, 10));
    }

    @AfterAll
    static void stop() {
        client.close();
        tempo.close();
    }

    private static Span.Builder span(long id, long parent, String name, long millis, long length) {
        Span.Builder span =
                Span.newBuilder()
                        .setSpanId(Traces.spanId(id))
                        .setName(name)
                        .setStartTimeUnixNano(millis * 1_000_000)
                        .setEndTimeUnixNano((millis + length) * 1_000_000)
                        .addAttributes(Traces.attribute("http.status_code", 200))
                        .addAttributes(Traces.attribute("color", "of " + name));
        return parent == 0 ? span : span.setParentSpanId(Traces.spanId(parent));
    }

    private static void send(String tenant, TraceId id, Span.Builder... spans) throws Exception {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (Span.Builder span : spans) {
            scope.addSpans(span.setTraceId(Traces.hex(id.toHex())));
        }
        Resource resource =
                Resource.newBuilder()
                        .addAttributes(Traces.attribute("service.name", tenant + "-shop"))
                        .build();
        byte[] body =
                TracesData.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .setResource(resource)
                                        .addScopeSpans(scope))
                        .build()
                        .toByteArray();
        assertThat(client.send(body, "X-Scope-OrgID", tenant)).isEqualTo(200);
    }

    private static void assertAnswers(String path, int status, String body) throws Exception {
        HttpResponse<String> response = client.get(path, RED);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(status);
        assertThat(response.body()).as(path).contains(body);
    }

    // ---- trace by id ----

    @Test
    void aTraceThatIsNotThere() throws Exception {
        HttpResponse<String> v1 = client.get("/api/traces/" + ABSENT, RED);
        assertThat(v1.statusCode()).isEqualTo(404);
        assertThat(v1.body()).isEmpty();
        HttpResponse<String> v2 = client.get("/api/v2/traces/" + ABSENT, RED);
        assertThat(v2.statusCode()).isEqualTo(200);
        assertThat(v2.body()).isEqualTo("{\"trace\":{},\"metrics\":{}}");
        HttpResponse<byte[]> protobuf =
                client.getBytes(
                        "/api/v2/traces/" + ABSENT,
                        "X-Scope-OrgID",
                        "red",
                        "Accept",
                        TempoClient.PROTOBUF);
        assertThat(protobuf.body()).containsExactly(0x0a, 0, 0x12, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9d2f1c3b5a7e8642",
                "9D2F1C3B5A7E8642",
                "09d2f1c3b5a7e8642",
                "00000000000000009d2f1c3b5a7e8642"
            })
    void idsOfAllShapesNameTheTrace(String id) throws Exception {
        assertAnswers("/api/traces/" + id, 200, "{\"batches\":[");
        assertAnswers("/api/v2/traces/" + id, 200, "{\"trace\":{\"resourceSpans\":[");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /api/traces/xyz                           | trace IDs can only contain hex characters: invalid character 'x' at position 1
                    /api/v2/traces/0123456789abcdef0123456789abcdef0 | trace IDs can't be larger than 128 bits
                    /api/v2/traces/1?start=5&end=4            | http parameter start must be before end. received start=5 end=4
                    /api/v2/traces/1?start=x                  | invalid start:
                    /api/v2/traces/1?mode=foo                 | invalid value for mode foo
                    /api/v2/traces/1?q=%7B%7D&match_depth=-2  | invalid value for match_depth: must be >= -1
                    /api/v2/traces/1?q=%7B%7D&keep_hierarchy=x | invalid value for keep_hierarchy
                    /api/v2/traces/1?q=%7B%7D%7Ccount()%3E1   | invalid TraceQL filter
                    /api/search?q=%7B%7D&tags=a%3Db           | invalid request: can't specify tags and q in the same query
                    /api/search?tags=a%3D1%20a%3D2            | invalid tags: tag a has been set twice
                    /api/search?tags=a%3D%22x                 | invalid tags: unterminated quoted value
                    /api/search?minDuration=5                 | invalid minDuration
                    /api/search?minDuration=5s&maxDuration=1s | invalid maxDuration: must be greater than minDuration
                    /api/search?limit=0                       | invalid limit: must be a positive number
                    /api/search?limit=300000                  | limit 300000 exceeds max limit 262144
                    /api/search?limit=x                       | invalid limit
                    /api/search?limit=-1                      | invalid limit
                    /api/search?spss=x                        | invalid spss
                    /api/search?start=5&end=4                 | http parameter start must be before end. received start=5 end=4
                    /api/search?end=4                         | only one of start and end provided
                    /api/search?start=4                       | start
                    /api/search?start=x&end=4                 | start
                    /api/search?since=x                       | invalid since
                    /api/search?q=%7B                         | invalid TraceQL query
                    /api/search/tags?scope=bogus              | invalid scope
                    /api/v2/search/tags?scope=bogus           | invalid scope
                    /api/v2/search/tags?start=x&end=4         | start
                    /api/v2/search/tag/service.name/values    | please provide a valid tagName: failed to parse identifier
                    /api/v2/search/tag/name/values?limit=x    | invalid limit
                    """)
    void wrongParametersAreNamed(String path, String message) throws Exception {
        assertAnswers(path, 400, message);
    }

    @Test
    void aFilteredTraceSaysThatItIsPartial() throws Exception {
        String path = "/api/v2/traces/" + TRACE.toHex() + "?q=";
        String query = TestTempo.encode("{ name = \"query\" }");
        JsonNode one = client.json(path + query, RED);
        assertThat(one.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(one.path("message").asText())
                .isEqualTo(
                        "Trace filtered, only a subset of spans matching the filter is returned");
        assertThat(one.toString()).contains("\"query\"").doesNotContain("GET /");
        String root = TestTempo.encode("{ name = \"GET /\" }");
        assertThat(client.json(path + root, RED).toString()).doesNotContain("\"name\":\"query\"");
        for (String whole :
                new String[] {
                    query + "&keep_hierarchy=true",
                    root + "&match_depth=-1",
                    root + "&match_depth=1",
                    "%20",
                    TestTempo.encode("{}")
                }) {
            JsonNode all = client.json(path + whole, RED);
            assertThat(all.has("status")).as(whole).isFalse();
            assertThat(all.toString()).as(whole).contains("\"query\"", "GET /");
        }
    }

    // ---- search ----

    @Test
    void theNextQuestionFindsWhatWasJustAcknowledged() throws Exception {
        for (int i = 1; i <= 20; i++) {
            TraceId id = TraceId.fromHex("f00" + i);
            send("fresh", id, span(i, 0, "fresh " + i, System.currentTimeMillis(), 1));
            String[] tenant = {"X-Scope-OrgID", "fresh"};
            assertThat(client.json("/api/search?limit=1", tenant).path("traces"))
                    .singleElement()
                    .satisfies(
                            trace ->
                                    assertThat(trace.path("traceID").asText())
                                            .isEqualTo(id.toTrimmedHex()));
            assertThat(client.search("{ name = \"fresh " + i + "\" }", tenant).path("traces"))
                    .hasSize(1);
            assertThat(TempoClient.spans(client.trace(id, "", tenant))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    tags=service.name%3Dred             | 1
                    tags=service.name%3DRED             | 0
                    tags=http.status_code%3D200         | 1
                    tags=http.status_code%3D500         | 0
                    tags=color%3D%22of%20query%22       | 1
                    tags=color%3Dof                     | 0
                    minDuration=500ms                   | 1
                    minDuration=501ms                   | 0
                    maxDuration=499ms                   | 0
                    since=15m                           | 1
                    q=&limit=&start=&end=               | 1
                    start=1000&end=2000                 | 0
                    unknown=x                           | 1
                    """)
    void tagsDurationsAndTimesChooseTraces(String parameters, int traces) throws Exception {
        JsonNode answer = client.json("/api/search?" + parameters, RED);
        assertThat(answer.path("traces").isArray()).isTrue();
        assertThat(answer.path("traces")).hasSize(traces);
    }

    // ---- tags ----

    @Test
    void tagNamesByScope() throws Exception {
        assertThat(texts(client.json("/api/search/tags", RED).path("tagNames")))
                .containsExactly("color", "http.status_code", "service.name");
        assertThat(texts(client.json("/api/search/tags?scope=resource", RED).path("tagNames")))
                .containsExactly("service.name");
        assertThat(texts(client.json("/api/search/tags?scope=intrinsic", RED).path("tagNames")))
                .contains("duration", "trace:rootService");
        JsonNode scopes = client.json("/api/v2/search/tags", RED).path("scopes");
        List<String> names = new ArrayList<>();
        scopes.forEach(scope -> names.add(scope.path("name").asText()));
        assertThat(names).containsExactlyInAnyOrder("resource", "span", "intrinsic");
        assertThat(client.json("/api/v2/search/tags?limit=x&q=%7B", RED).path("scopes"))
                .as("what editors send is no error")
                .isNotEmpty();
    }

    @Test
    void tagValuesWithTheirTypes() throws Exception {
        assertThat(texts(client.json("/api/search/tag/color/values", RED).path("tagValues")))
                .containsExactly("of GET /", "of query");
        JsonNode codes =
                client.json("/api/v2/search/tag/span.http.status_code/values", RED)
                        .path("tagValues");
        assertThat(codes.toString()).isEqualTo("[{\"type\":\"int\",\"value\":\"200\"}]");
        JsonNode filtered =
                client.json(
                                "/api/v2/search/tag/.color/values?q="
                                        + TestTempo.encode("{ name = \"query\" }"),
                                RED)
                        .path("tagValues");
        assertThat(filtered.toString()).isEqualTo("[{\"type\":\"string\",\"value\":\"of query\"}]");
        assertThat(client.json("/api/v2/search/tag/status/values", RED).path("tagValues"))
                .hasSize(3);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    // ---- tenants ----

    @Test
    void withoutATenantThereIsNoAnswer() throws Exception {
        HttpResponse<String> response = client.get("/api/search");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("no org id\n");
        for (String wrong : new String[] {"a/b", "..", "|a", "a||b", "x".repeat(151)}) {
            assertThat(client.get("/api/search", "X-Scope-OrgID", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void tenantsSeeTheirOwnDataAndSeveralTogetherAll() throws Exception {
        String[] blue = {"X-Scope-OrgID", "blue"};
        String[] both = {"X-Scope-OrgID", "red|blue"};
        assertThat(client.search("{}", RED).path("traces")).hasSize(1);
        assertThat(client.search("{}", blue).path("traces")).hasSize(1);
        assertThat(client.search("{}", both).path("traces")).hasSize(2);
        assertThat(TempoClient.spans(client.trace(TRACE, "", blue))).isZero();
        assertThat(TempoClient.spans(client.trace(TRACE, "", both))).isEqualTo(2);
        assertThat(
                        texts(
                                client.json("/api/search/tag/service.name/values", both)
                                        .path("tagValues")))
                .containsExactly("blue-shop", "red-shop");
    }

    // ---- forms of answers, and other pages ----

    @Test
    void acceptChoosesTheForm() throws Exception {
        for (String path :
                new String[] {"/api/search", "/api/v2/search/tags", "/api/traces/" + TRACE}) {
            assertThat(type(path, "*/*")).as(path).startsWith("application/json");
            assertThat(type(path, "application/json, application/protobuf"))
                    .as(path)
                    .startsWith("application/protobuf");
        }
    }

    private static String type(String path, String accept) throws Exception {
        HttpResponse<String> response = client.get(path, "X-Scope-OrgID", "red", "Accept", accept);
        assertThat(response.statusCode()).isEqualTo(200);
        return response.headers().firstValue("content-type").orElseThrow();
    }

    @Test
    void longAnswersArePacked() throws Exception {
        for (int i = 1; i <= 50; i++) {
            send(
                    "many",
                    TraceId.fromHex("c" + (1000 + i)),
                    span(i, 0, "one of many", System.currentTimeMillis(), 1));
        }
        String path = "/api/search?limit=50";
        HttpResponse<byte[]> packed =
                client.getBytes(path, "X-Scope-OrgID", "many", "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\"traces\":[");
        }
        HttpResponse<String> plain = client.get(path, "X-Scope-OrgID", "many");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(plain.body()).contains("\"traces\":[");
    }

    @Test
    void pagesThatNeedNoTenant() throws Exception {
        assertThat(client.get("/api/echo").body()).isEqualTo("echo\n");
        assertThat(client.get("/ready").statusCode()).isEqualTo(200);
        JsonNode build = client.json("/api/status/buildinfo");
        assertThat(build.has("version") && build.has("goVersion")).isTrue();
        assertThat(client.get("/status").body())
                .contains("GET /status/version", "GET /status/services", "GET /status/config");
        assertThat(client.get("/status/services").body()).contains("live-store", "Running");
        assertThat(client.get("/status/config?mode=diff").body())
                .contains("multitenancy_enabled: true");
        assertThat(client.get("/metrics").body()).contains("tempo_distributor_spans_received");
    }

    @Test
    void pathsThatAreNotThere() throws Exception {
        HttpResponse<String> unknown = client.get("/api/nothing", RED);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(client.get("/flush").statusCode()).isEqualTo(404);
        assertThat(client.get("/status/nothing").statusCode()).isEqualTo(404);
    }
}
