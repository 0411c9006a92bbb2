package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is said of how an answer came about: over one stored block and no recent data. */
class ExplainTest {

    @TempDir private static Path folder;

    private static TestTempo tempo;
    private static TempoClient client;
    private static JsonNode meta;
    private static String window;

    @BeforeAll
    static void start() throws Exception {
        meta = GoldenBlock.put(folder, "vParquet5");
        long start = Instant.parse(meta.get("startTime").textValue()).getEpochSecond();
        window = "&start=" + (start - 60) + "&end=" + (start + 3600);
        tempo = TestTempo.start(folder);
        client = tempo.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        tempo.close();
    }

    private static JsonNode explain(String query, String parameters)
            throws IOException, InterruptedException {
        return client.json("/api/query/explain?q=" + TestTempo.encode(query) + parameters);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void saysWhatTheQueryDoes() throws Exception {
        JsonNode report =
                explain(
                        "{ status=error&&span.http.status_code>=500 }>>{ kind=server }"
                                + "|by(resource.service.name)|count()>1|select(name)",
                        "&limit=7");
        assertThat(report.path("query").asText()).contains(">>", "by(resource.service.name)");
        assertThat(texts(report.path("plan").path("conditions")))
                .containsExactly("status = error", "span.http.status_code >= 500", "kind = server");
        assertThat(texts(report.path("plan").path("stages")))
                .contains(
                        "keep spans of the right side that are a descendant of one on the left",
                        "split the spans of each trace by resource.service.name",
                        "keep span sets with count() > 1",
                        "show of each span name");
        assertThat(texts(report.path("plan").path("settings")))
                .anyMatch(line -> line.contains("at most 7 traces"));
    }

    @Test
    void saysWhatWasLookedAt() throws Exception {
        JsonNode report = explain("{ status = error }", window);
        assertThat(report.path("sources").path("storedBlocks").asInt()).isEqualTo(1);
        assertThat(report.path("sources").path("outsideWindow").asInt()).isZero();
        assertThat(report.path("jobs").path("places").path(0).path("place").asText())
                .isEqualTo(meta.get("blockID").textValue());
        JsonNode place = report.path("jobs").path("places").path(0);
        assertThat(place.path("kind").asText()).isEqualTo("stored block");
        assertThat(place.path("jobs").asInt()).isEqualTo(1);
        assertThat(place.path("rowGroups").asInt()).isEqualTo(1);
        JsonNode totals = report.path("totals");
        assertThat(totals.path("spans").asLong())
                .isPositive()
                .isEqualTo(place.path("spans").asLong());
        assertThat(totals.path("bytes").asLong()).isPositive();
        assertThat(totals.path("completedJobs").asInt())
                .isPositive()
                .isEqualTo(totals.path("jobs").asInt());
        assertThat(totals.path("milliseconds").asDouble()).isPositive();
        assertThat(totals.path("spansPerSecond").asLong()).isPositive();
    }

    @Test
    void saysWhyABlockWasLeftOut() throws Exception {
        for (String[] when :
                new String[][] {
                    {"&since=15m", "before the window starts"},
                    {"&start=1000&end=2000", "after the window ends"}
                }) {
            JsonNode report = explain("{}", when[0]);
            assertThat(report.path("jobs").path("places")).isEmpty();
            JsonNode leftOut = report.path("sources").path("leftOut");
            assertThat(leftOut).hasSize(1);
            assertThat(leftOut.path(0).path("place").asText())
                    .isEqualTo(meta.get("blockID").textValue());
            assertThat(leftOut.path(0).path("reason").asText()).contains(when[1]);
        }
    }

    @Test
    void aSearchHasItsReportOnlyOnRequest() throws Exception {
        String path = "/api/search?q=" + TestTempo.encode("{ status = error }") + window;
        JsonNode plain = client.json(path);
        assertThat(plain.has("explain")).isFalse();
        JsonNode explained = client.json(path + "&explain=1");
        assertThat(explained.path("explain").path("query").asText())
                .isEqualTo("{ status = error }");
        assertThat(explained.path("traces")).isEqualTo(plain.path("traces")).isNotEmpty();
        assertThat(explained.path("explain").path("totals").path("spans").asLong())
                .isEqualTo(explained.path("metrics").path("inspectedSpans").asLong())
                .isEqualTo(plain.path("metrics").path("inspectedSpans").asLong());
        JsonNode tags =
                client.json(
                        "/api/search?explain=true&minDuration=1ms&tags=service.name%3Dcart"
                                + window);
        assertThat(texts(tags.path("explain").path("plan").path("conditions")))
                .containsExactly("service.name=cart", "trace duration >= 1ms");
    }

    @Test
    void metricsQueriesAreExplained() throws Exception {
        String query = "{ status = error } | rate() by (resource.service.name) | topk(2)";
        JsonNode range = explain(query, window + "&step=60s");
        assertThat(texts(range.path("plan").path("stages")))
                .containsExactly(
                        "take spans with status = error",
                        "compute rate() by (resource.service.name) over time",
                        "keep the 2 series with the highest values");
        assertThat(texts(range.path("plan").path("settings")))
                .anyMatch(line -> line.endsWith("intervals of 1m0s"));
        assertThat(range.path("totals").path("spans").asLong()).isPositive();
        assertThat(texts(explain(query, window + "&instant=true").path("plan").path("settings")))
                .contains("one value for the whole window");
        for (String endpoint : new String[] {"query", "query_range"}) {
            String path = "/api/metrics/" + endpoint + "?q=" + TestTempo.encode(query) + window;
            JsonNode plain = client.json(path);
            JsonNode explained = client.json(path + "&explain=1");
            assertThat(plain.has("explain")).isFalse();
            assertThat(explained.path("series")).isEqualTo(plain.path("series")).isNotEmpty();
            assertThat(explained.path("explain").path("jobs").path("places")).hasSize(1);
        }
    }

    @Test
    void wrongRequestsAreRefused() throws Exception {
        for (String path :
                new String[] {
                    "/api/search?explain=maybe",
                    "/api/query/explain?q=%7B",
                    "/api/query/explain?q=%7B%7D&limit=0"
                }) {
            assertThat(client.get(path).statusCode()).as(path).isEqualTo(400);
        }
        HttpResponse<String> protobuf =
                client.get("/api/search?explain=1", "Accept", TempoClient.PROTOBUF);
        assertThat(protobuf.statusCode()).isEqualTo(400);
        assertThat(protobuf.body()).contains("JSON only");
    }
}
