package io.tempo.app.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.tempo.core.model.TraceId;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** Answers as text, held to the files in {@code src/test/resources/query}. */
class RenderingTest {

    private static final TraceId ID = TraceId.fromHex("7c3e5a90d1f84b62a0c4e8f213579bdf");
    private static final Terminal WIDE = new Terminal(100, false, true, ZoneOffset.UTC);
    private static final Terminal NARROW = new Terminal(60, false, true, ZoneOffset.UTC);
    private static final Terminal PLAIN = new Terminal(80, false, false, ZoneOffset.UTC);
    private static final Terminal COLORED = new Terminal(80, true, true, ZoneOffset.UTC);

    private static String resource(String name) throws IOException {
        try (InputStream in = RenderingTest.class.getResourceAsStream("/query/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRendered(
            String answer, String golden, Terminal terminal, BiConsumer<JsonNode, PrintWriter> show)
            throws IOException {
        StringWriter text = new StringWriter();
        show.accept(new JsonMapper().readTree(resource(answer)), new PrintWriter(text, true));
        String rendered = text.toString().replace(System.lineSeparator(), "\n");
        assertThat(rendered).as(golden).isEqualTo(resource(golden));
        String bare = rendered.replaceAll("\u001b\\[[0-9]+m", "");
        assertThat(bare).as("no control characters").doesNotContainPattern("[\\p{Cc}&&[^\n]]");
        assertThat(Arrays.stream(bare.split("\n")).mapToInt(Cells::width))
                .as("lines fit")
                .allMatch(width -> width <= terminal.width());
    }

    private static BiConsumer<JsonNode, PrintWriter> search(boolean spans, Terminal terminal) {
        return (answer, out) -> SearchText.print(answer, spans, terminal, out);
    }

    private static BiConsumer<JsonNode, PrintWriter> trace(int maxSpans, Terminal terminal) {
        return (answer, out) ->
                new Waterfall(terminal, out)
                        .print(ID, new TraceTree(TraceSpans.of(answer.path("trace"))), maxSpans);
    }

    private static BiConsumer<JsonNode, PrintWriter> charts(int rows, Terminal terminal) {
        return (answer, out) ->
                MetricsText.charts(MetricSeries.of(answer.path("series")), rows, terminal, out);
    }

    @Test
    void tracesOfASearch() throws Exception {
        assertRendered("search.json", "search.txt", WIDE, search(false, WIDE));
    }

    @Test
    void tracesOfASearchWithTheirSpans() throws Exception {
        assertRendered("search.json", "search-spans.txt", WIDE, search(true, WIDE));
    }

    @Test
    void aTrace() throws Exception {
        assertRendered("trace.json", "trace.txt", WIDE, trace(200, WIDE));
    }

    @Test
    void aTraceInColors() throws Exception {
        assertRendered("trace.json", "trace-colored.txt", COLORED, trace(200, COLORED));
    }

    @Test
    void someSpansOfATraceInAscii() throws Exception {
        assertRendered("trace.json", "trace-ascii.txt", PLAIN, trace(5, PLAIN));
    }

    @Test
    void chartsOfFewSeries() throws Exception {
        assertRendered("range.json", "range.txt", WIDE, charts(0, WIDE));
    }

    @Test
    void chartsInAscii() throws Exception {
        assertRendered("range.json", "range-ascii.txt", PLAIN, charts(3, PLAIN));
    }

    @Test
    void sparklinesOfManySeries() throws Exception {
        assertRendered("many.json", "many.txt", NARROW, charts(0, NARROW));
    }

    @Test
    void valuesOfAnInstantQuery() throws Exception {
        assertRendered(
                "instant.json",
                "instant.txt",
                WIDE,
                (answer, out) ->
                        MetricsText.table(MetricSeries.of(answer.path("series")), WIDE, out));
    }
}
