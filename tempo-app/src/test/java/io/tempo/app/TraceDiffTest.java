package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** Two traces compared, over HTTP. */
class TraceDiffTest {

    private static final String PATH = "/api/v2/traces/diff";

    @TempDir private static Path folder;

    private static TestTempo tempo;
    private static TempoClient client;
    private static String first;
    private static String second;
    private static String large;

    @BeforeAll
    static void start() throws Exception {
        GoldenBlock.put(folder, "vParquet5");
        tempo =
                TestTempo.start(
                        folder,
                        """
                        overrides:
                          defaults:
                            global:
                              max_bytes_per_trace: 8000
                        """);
        client = tempo.client();
        JsonNode small = traces("{} | count() < 6");
        first = small.path(0).path("traceID").asText();
        second = small.path(1).path("traceID").asText();
        large = traces("{} | count() > 30").path(0).path("traceID").asText();
    }

    private static JsonNode traces(String query) throws IOException, InterruptedException {
        return client.json("/api/search?start=1&end=4000000000&q=" + TestTempo.encode(query))
                .path("traces");
    }

    @AfterAll
    static void stop() {
        client.close();
        tempo.close();
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return client.http()
                .send(
                        client.request(PATH)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String question(String base, String compare, String format) {
        return """
        {"base":{"traceId":"%s"},"compare":{"traceId":"%s"},"format":"%s"}
        """
                .formatted(base, compare, format);
    }

    @Test
    void theFormatsOfADifference() throws Exception {
        HttpResponse<String> response = post(question(first, second, ""));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode patch = Golden.parse(response.body());
        assertThat(patch.path("version").asText()).isEqualTo("trace-patch-v0");
        JsonNode stats = patch.path("stats");
        assertThat(stats.path("matchedSpans").asInt() + stats.path("removedSpans").asInt())
                .isPositive()
                .isEqualTo(stats.path("spanCountA").asInt());
        assertThat(patch.path("base").path("traceId").asText()).endsWith(first).hasSize(32);
        JsonNode summary =
                Golden.parse(post(question(first, second, "trace-summary-v0-native")).body());
        assertThat(summary.path("signals").size()).isEqualTo(5);
        assertThat(summary.has("patch")).isFalse();
        JsonNode composed =
                Golden.parse(post(question(first, second, "trace-summary-v0-composed")).body());
        assertThat(composed.path("patch")).isEqualTo(patch);
        JsonNode same = Golden.parse(post(question(first, first, "")).body());
        assertThat(same.path("stats").path("modifiedSpans").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {                                              | 400 | no JSON
                    []                                             | 400 | expected a JSON object
                    {}                                             | 400 | base.traceId is required
                    {"base":{"traceId":"FIRST"}}                   | 400 | compare.traceId is required
                    {"base":{"traceId":"xyz"}}                     | 400 | invalid base.traceId:
                    {"base":{"traceId":"FIRST","start":5,"end":4},"compare":{"traceId":"FIRST"}} | 400 | base.start must be before end. received start=5 end=4
                    {"base":{"traceId":"FIRST"},"format":"x"}      | 400 | invalid format "x": must be one of
                    {"base":{"traceId":"bad"},"compare":{"traceId":"FIRST"}} | 404 | Not Found
                    {"base":{"traceId":"LARGE"},"compare":{"traceId":"FIRST"}} | 422 | fetch base trace: trace
                    """)
    void mistakesAreNamed(String body, int status, String message) throws Exception {
        HttpResponse<String> response = post(body.replace("FIRST", first).replace("LARGE", large));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains(message);
    }

    @Test
    void onlyPostIsTaken() throws Exception {
        HttpResponse<String> get = client.get(PATH);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.body()).isEqualTo("Method Not Allowed");
    }
}
