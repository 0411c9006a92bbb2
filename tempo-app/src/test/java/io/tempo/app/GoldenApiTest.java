package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The reference's answers to its data set, over HTTP: from the block in vParquet4 that it wrote,
 * from its block in vParquet5, and from the same data freshly sent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenApiTest {

    private static final List<String> FORMATS = List.of("vParquet4", "vParquet5");

    private TestTempo fresh;
    private TestTempo v4;
    private TestTempo v5;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        fresh = TestTempo.start(folder.resolve("fresh"));
        for (byte[] request : Golden.requests()) {
            fresh.send("application/json", request);
        }
        for (String format : FORMATS) {
            GoldenBlock.put(folder.resolve(format), format);
        }
        v4 = TestTempo.start(folder.resolve("vParquet4"));
        v5 = TestTempo.start(folder.resolve("vParquet5"));
    }

    @AfterAll
    void stop() {
        fresh.close();
        v4.close();
        v5.close();
    }

    private TestTempo tempo(String source) {
        return switch (source) {
            case "fresh" -> fresh;
            case "vParquet4" -> v4;
            case "vParquet5" -> v5;
            default -> throw new IllegalArgumentException(source);
        };
    }

    static Stream<Arguments> cases() {
        List<Golden.Query> queries =
                Golden.queries("search", "tags", "values", "trace", "range", "instant");
        return Stream.of("vParquet4", "vParquet5", "fresh")
                .flatMap(source -> queries.stream().map(q -> Arguments.of(source, q)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAsTheReference(String source, Golden.Query query) throws Exception {
        HttpResponse<String> response = tempo(source).get(path(query));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(query.status());
        if (query.answer() == null || query.answer().isNull()) {
            return;
        }
        JsonNode body = Golden.parse(response.body());
        if (query.kind().equals("range") || query.kind().equals("instant")) {
            assertThat(Golden.metricsDifferences(query.answer(), Golden.normalMetrics(body)))
                    .isEmpty();
            return;
        }
        JsonNode normal =
                switch (query.kind()) {
                    case "search" -> Golden.normalSearch(body);
                    case "tags" -> Golden.normalTags(body);
                    case "values" -> Golden.normalValues(body);
                    case "trace" -> Golden.normalTrace(body);
                    default -> throw new IllegalArgumentException(query.kind());
                };
        assertThat(Golden.canonical(normal)).isEqualTo(Golden.canonical(query.answer()));
    }

    private static String path(Golden.Query query) {
        String window =
                "start=" + Golden.WINDOW_START_SECONDS + "&end=" + Golden.WINDOW_END_SECONDS;
        return switch (query.kind()) {
            case "search" ->
                    "/api/search?limit=1000&spss=1000&"
                            + window
                            + "&q="
                            + TestTempo.encode(query.text());
            case "tags" ->
                    "/api/v2/search/tags?"
                            + window
                            + (query.text().isEmpty()
                                    ? ""
                                    : "&q=" + TestTempo.encode(query.text()));
            case "values" -> {
                int space = query.text().indexOf(' ');
                String tag = space < 0 ? query.text() : query.text().substring(0, space);
                String filter = space < 0 ? "" : query.text().substring(space + 1);
                yield "/api/v2/search/tag/"
                        + TestTempo.encode(tag)
                        + "/values?"
                        + window
                        + (filter.isEmpty() ? "" : "&q=" + TestTempo.encode(filter));
            }
            case "trace" -> "/api/v2/traces/" + query.text();
            case "range" -> "/api/metrics/query_range?step=300s&" + metricsWindow(query);
            case "instant" -> "/api/metrics/query?" + metricsWindow(query);
            default -> throw new IllegalArgumentException(query.kind());
        };
    }

    private static String metricsWindow(Golden.Query query) {
        return "start="
                + Golden.START_SECONDS
                + "&end="
                + (Golden.START_SECONDS + Golden.SECONDS)
                + "&q="
                + TestTempo.encode(query.text());
    }
}
