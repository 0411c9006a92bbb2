package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Searches in the order that their hint asks for. */
class SearchOrderTest {

    @Test
    void theLongestTracesComeFirst(@TempDir Path folder) throws Exception {
        try (TestTempo tempo = TestTempo.start(folder);
                TempoClient client = tempo.client()) {
            for (byte[] request : Golden.requests()) {
                tempo.send("application/json", request);
            }
            String all = "/api/search?limit=10000&start=1&end=4000000000&q=";
            List<JsonNode> traces = traces(client.json(all + TestTempo.encode("{}")));
            assertThat(traces).hasSizeGreaterThan(100);
            traces.sort(Comparator.comparingLong(SearchOrderTest::duration).reversed());
            for (int limit : new int[] {1, 10, 1000}) {
                String path = "/api/search?start=1&end=4000000000&limit=" + limit + "&q=";
                List<JsonNode> longest =
                        traces(
                                client.json(
                                        path + TestTempo.encode("{} with (order=\"duration\")")));
                assertThat(longest)
                        .extracting(SearchOrderTest::duration)
                        .containsExactlyElementsOf(
                                traces.stream()
                                        .limit(limit)
                                        .map(SearchOrderTest::duration)
                                        .toList());
            }
            var wrong = client.get("/api/search?q=" + TestTempo.encode("{} with (order=\"cost\")"));
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(wrong.body()).contains("\"newest\" or \"duration\"");
        }
    }

    private static List<JsonNode> traces(JsonNode answer) {
        List<JsonNode> traces = new ArrayList<>();
        answer.path("traces").forEach(traces::add);
        return traces;
    }

    private static long duration(JsonNode trace) {
        return trace.path("durationMs").asLong();
    }
}
