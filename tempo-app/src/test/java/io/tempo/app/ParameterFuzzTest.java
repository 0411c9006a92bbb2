package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Any value of any parameter of the query API is answered, or refused in one line that names the
 * parameter.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParameterFuzzTest {

    private static final long SEED = 20260101;

    /** What the messages of the reference, which clients parse, say instead of the name. */
    private static final Map<String, String> SAID_AS =
            Map.of(
                    "q", "TraceQL",
                    "query", "TraceQL",
                    "spss", "spans per span set",
                    "minDuration", "maxDuration",
                    "step", "interval",
                    "since", "range",
                    "start", "range",
                    "end", "range");

    private static final List<String> VALUES =
            List.of(
                    "",
                    " ",
                    "0",
                    "-1",
                    "1",
                    "+1",
                    "01",
                    "1.5",
                    "1e3",
                    "1e400",
                    "0x10",
                    "4294967295",
                    "4294967296",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "99999999999999999999999999999999999999",
                    "1793527200",
                    "1793527200000000000",
                    "1793527200.000000001",
                    "NaN",
                    "-Infinity",
                    "2026-11-01T00:00:00Z",
                    "2026-13-40T99:99:99Z",
                    "now-1h",
                    "5m",
                    "-5m",
                    "1ns",
                    "292y",
                    "1000000000h",
                    "true",
                    "maybe",
                    "null",
                    "none",
                    "resource",
                    "name",
                    "{}",
                    "{",
                    "{ .a = 1 / 0 }",
                    "{ .a =~ \"(\" }",
                    "{ name =~ \"(((a{1000}){1000}){1000})\" }",
                    "{} | rate()",
                    "{} | count_over_time() by (name)",
                    "{} | quantile_over_time(duration, .5)",
                    "{} | compare({ status = error })",
                    "({} | rate()) / 0",
                    "{} | by(.a) | {} >> {}",
                    "a=b c=\"d",
                    "a=b a=c",
                    "=",
                    "é\uD83D\uDE00",
                    "\u0000",
                    "\n\r\t",
                    "\u2028",
                    "../../etc/passwd",
                    "a;b",
                    "%",
                    "<script>",
                    "'; DROP TABLE spans; --",
                    "x".repeat(3000),
                    "(".repeat(3000));

    @TempDir private static Path folder;

    private TestTempo tempo;
    private TempoClient client;

    @BeforeAll
    void start() throws Exception {
        tempo = TestTempo.start(folder, "multitenancy_enabled: true");
        client = tempo.client();
        for (byte[] request : Golden.requests()) {
            client.post("/v1/traces", "application/json", request, "X-Scope-OrgID", "red");
        }
    }

    @AfterAll
    void stop() {
        client.close();
        tempo.close();
    }

    /**
     * An endpoint.
     *
     * @param valid values with which it answers
     */
    record Endpoint(String path, Map<String, String> valid) {
        @Override
        public String toString() {
            return path;
        }
    }

    private static Endpoint endpoint(String path, String... valid) {
        Map<String, String> parameters = new TreeMap<>();
        for (int i = 0; i < valid.length; i += 2) {
            parameters.put(valid[i], valid[i + 1]);
        }
        return new Endpoint(path, parameters);
    }

    static List<Endpoint> endpoints() {
        String start = "" + Golden.WINDOW_START_SECONDS;
        String end = "" + Golden.WINDOW_END_SECONDS;
        String[] tagParameters = {
            "start",
            start,
            "end",
            end,
            "since",
            "",
            "q",
            "{}",
            "scope",
            "span",
            "limit",
            "10",
            "maxStaleValues",
            "5"
        };
        String[] traceParameters = {
            "start",
            start,
            "end",
            end,
            "mode",
            "all",
            "blockStart",
            "00000000-0000-0000-0000-000000000000",
            "blockEnd",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "q",
            "{ }",
            "keep_hierarchy",
            "true",
            "match_depth",
            "1",
            "ancestor_depth",
            "1"
        };
        String[] searchParameters = {
            "q",
            "{}",
            "tags",
            "",
            "minDuration",
            "",
            "maxDuration",
            "",
            "start",
            start,
            "end",
            end,
            "since",
            "",
            "limit",
            "5",
            "spss",
            "2"
        };
        String[] metricsParameters = {
            "q",
            "{} | rate()",
            "query",
            "",
            "start",
            start,
            "end",
            end,
            "since",
            "",
            "step",
            "1m",
            "exemplars",
            "2",
            "maxSeries",
            "5"
        };
        return List.of(
                endpoint("/api/traces/1", traceParameters),
                endpoint("/api/v2/traces/1", traceParameters),
                endpoint("/api/search", searchParameters),
                endpoint("/api/query/explain", searchParameters),
                endpoint("/api/search/tags", tagParameters),
                endpoint("/api/v2/search/tags", tagParameters),
                endpoint("/api/search/tag/service.name/values", tagParameters),
                endpoint("/api/v2/search/tag/resource.service.name/values", tagParameters),
                endpoint("/api/metrics/query_range", metricsParameters),
                endpoint("/api/metrics/query", metricsParameters));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void oneStrangeValueIsAnsweredOrNamed(Endpoint endpoint) throws Exception {
        assertThat(get(target(endpoint.path(), endpoint.valid())).statusCode())
                .as("with valid parameters")
                .isIn(200, 404);
        for (String name : endpoint.valid().keySet()) {
            for (String value : VALUES) {
                Map<String, String> parameters = new TreeMap<>(endpoint.valid());
                parameters.put(name, value);
                String target = target(endpoint.path(), parameters);
                HttpResponse<String> response = get(target);
                assertAnsweredOrRefused(target, response);
                // A zero byte does not get as far as to the parameters.
                if (response.statusCode() == 400 && !value.equals("\u0000")) {
                    assertThat(response.body())
                            .as(target)
                            .containsAnyOf(name, SAID_AS.getOrDefault(name, name));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void manyStrangeValues(Endpoint endpoint) throws Exception {
        Random random = new Random(SEED);
        List<String> names = List.copyOf(endpoint.valid().keySet());
        for (int i = 0; i < 60; i++) {
            Map<String, String> parameters = new TreeMap<>(endpoint.valid());
            for (int n = 2 + random.nextInt(4); n > 0; n--) {
                String name = names.get(random.nextInt(names.size()));
                String value = VALUES.get(random.nextInt(VALUES.size()));
                if (random.nextInt(5) == 0) {
                    parameters.remove(name);
                } else {
                    parameters.put(name, value);
                }
            }
            String target = target(endpoint.path(), parameters);
            assertAnsweredOrRefused(target, get(target));
        }
    }

    @Test
    void strangeNamesInPaths() throws Exception {
        for (String value : VALUES) {
            String name = TestTempo.encode(value);
            for (String path :
                    List.of(
                            "/api/traces/" + name,
                            "/api/v2/traces/" + name,
                            "/api/search/tag/" + name + "/values",
                            "/api/v2/search/tag/" + name + "/values")) {
                assertAnsweredOrRefused(path, get(path));
            }
        }
    }

    @Test
    void strangeTenants() throws Exception {
        for (String tenant :
                List.of("", " ", "a b", "|", "a|", "a||b", "..", ".", "a/b", "x".repeat(151))) {
            HttpResponse<String> response =
                    client.get("/api/search?q={}".replace("{}", "%7B%7D"), "X-Scope-OrgID", tenant);
            assertThat(response.statusCode()).as("'" + tenant + "'").isIn(400, 401);
            assertThat(response.body()).containsAnyOf("tenant ID", "no org id");
        }
    }

    @Test
    void strangeBodiesOfDifferences() throws Exception {
        for (String value : VALUES) {
            String text = JsonNodeFactory.instance.textNode(value).toString();
            for (String body :
                    List.of(
                            value,
                            text,
                            "{\"base\":" + text + "}",
                            "{\"base\":{\"traceId\":" + text + "},\"compare\":{\"traceId\":\"1\"}}",
                            "{\"base\":{\"traceId\":\"1\",\"start\":" + text + "}}",
                            "{\"base\":{\"traceId\":\"1\"},\"compare\":{\"traceId\":\"1\"},"
                                    + "\"format\":"
                                    + text
                                    + "}")) {
                HttpResponse<String> response =
                        client.http()
                                .send(
                                        client.request("/api/v2/traces/diff")
                                                .header("X-Scope-OrgID", "red")
                                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString());
                assertAnsweredOrRefused(body, response);
            }
        }
    }

    @Test
    void queriesAsLongAsAllowed() throws Exception {
        int longest = 128 << 10;
        String comparison = "{ .a = \"/../a;b?c=d&e\" }";
        String query = comparison + " ".repeat(longest - comparison.length());
        String path = "/api/search?q=";
        assertThat(get(path + TestTempo.encode(query)).statusCode()).isEqualTo(200);
        HttpResponse<String> longer = get(path + TestTempo.encode(query + " "));
        assertThat(longer.statusCode()).isEqualTo(400);
        assertThat(longer.body()).contains("at most 131072");
    }

    private HttpResponse<String> get(String target) throws Exception {
        return client.get(target, "X-Scope-OrgID", "red");
    }

    private static String target(String path, Map<String, String> parameters) {
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            target.append(separator)
                    .append(parameter.getKey())
                    .append('=')
                    .append(TestTempo.encode(parameter.getValue()));
            separator = '&';
        }
        return target.toString();
    }

    private static void assertAnsweredOrRefused(String target, HttpResponse<String> response) {
        String body = response.body();
        assertThat(response.statusCode()).as(target + ": " + body).isIn(200, 400, 404);
        if (response.statusCode() == 400) {
            assertThat(body)
                    .as(target)
                    .isNotBlank()
                    .hasSizeLessThan(1500)
                    .matches("[^\\p{Cc}]+\n?")
                    .doesNotContain("Exception", "java.", "io.tempo");
        }
    }
}
