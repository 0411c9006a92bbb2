package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code tempo query} against a whole process with the golden data. */
class QueryProcessTest {

    @TempDir private static Path folder;

    private static TestTempo tempo;

    @BeforeAll
    static void start() throws Exception {
        tempo = TestTempo.start(folder);
        for (byte[] request : Golden.requests()) {
            tempo.send("application/json", request);
        }
    }

    @AfterAll
    static void stop() {
        tempo.close();
    }

    private static List<String> lines(String... arguments) {
        List<String> all = new ArrayList<>(List.of("query"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", tempo.http("").toString()));
        if (!arguments[0].equals("trace")) {
            all.addAll(List.of("--start", "" + Golden.WINDOW_START_SECONDS));
            all.addAll(List.of("--end", "" + Golden.WINDOW_END_SECONDS));
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        assertThat(command.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
        return out.toString().lines().toList();
    }

    @Test
    void fromASearchToItsTraces() {
        List<String> found = lines("search", "{ status = error }", "--limit", "5", "--spss", "2");
        assertThat(found.getFirst()).startsWith("TRACE ID").endsWith("ROOT SPAN");
        List<String> ids =
                found.stream()
                        .filter(line -> line.matches("[0-9a-f]{10,32} .*"))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList();
        assertThat(ids).isNotEmpty();
        for (String id : ids) {
            List<String> trace = lines("trace", id);
            assertThat(trace.getFirst()).startsWith("trace ").endsWith(id);
            assertThat(trace.get(1)).matches(".* spans? in \\d+ services?, \\d+ errors?");
            assertThat(trace).anyMatch(line -> line.contains("! "));
        }
    }

    @Test
    void fromATagToItsValues() {
        List<String> tags = lines("tags", "--scope", "resource");
        assertThat(tags).contains("resource.service.name").allMatch(t -> t.startsWith("resource."));
        List<String> services = lines("values", "resource.service.name");
        assertThat(services).isNotEmpty().allMatch(line -> line.startsWith("string"));
        assertThat(lines("values", "resource.service.name", "--query", "{ status = error }"))
                .isNotEmpty()
                .isSubsetOf(services);
        for (String tag : lines("tags")) {
            lines("values", tag);
        }
    }

    @Test
    void metricsAsChartsAndAsTable() {
        List<String> rate = lines("metrics", "{ } | rate()", "--step", "1m", "--rows", "3");
        assertThat(rate.getFirst()).isEqualTo("rate");
        assertThat(rate.get(1)).matches("min \\S+, max [0-9.]*[1-9]\\S*, last \\S+");
        assertThat(rate).hasSize(2 + 3 + 1);
        List<String> byService =
                lines("metrics", "{ } | count_over_time() by (resource.service.name)");
        assertThat(byService.getFirst()).startsWith("SERIES").endsWith("LAST");
        assertThat(byService).anyMatch(line -> line.startsWith("{resource.service.name=\""));
        List<String> quantiles =
                lines("metrics", "{ } | quantile_over_time(duration, .5, .9)", "--instant");
        assertThat(quantiles.getFirst()).matches(" *VALUE  SERIES");
        assertThat(quantiles.subList(1, quantiles.size()))
                .extracting(line -> line.substring(line.indexOf('{')))
                .containsExactlyInAnyOrder("{p=0.5}", "{p=0.9}");
    }
}
