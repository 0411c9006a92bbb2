package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;

/** {@code tempo query search}. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Finds the traces that match a TraceQL query, the newest first.")
final class SearchCommand extends ApiCommand {

    @Parameters(
            paramLabel = "QUERY",
            description = "TraceQL, such as '{ status = error && duration > 1s }'")
    private String query;

    @Mixin private TimeOptions times;

    @Option(
            names = "--limit",
            defaultValue = "20",
            description = "how many traces at most (default: ${DEFAULT-VALUE})")
    private int limit;

    @Option(
            names = "--spss",
            paramLabel = "SPANS",
            description = "show the matched spans too, so many of a span set at most")
    private Integer spansPerSpanSet;

    @Override
    ApiRequest request() {
        if (limit < 1) {
            throw wrong("--limit takes a positive number: got " + limit);
        }
        if (spansPerSpanSet != null && spansPerSpanSet < 1) {
            throw wrong("--spss takes a positive number: got " + spansPerSpanSet);
        }
        return new ApiRequest("api", "search")
                .with("q", query)
                .with(times.range())
                .with("limit", limit)
                .with("spss", spansPerSpanSet);
    }

    @Override
    void show(JsonNode answer, Terminal terminal, PrintWriter out) {
        SearchText.print(answer, spansPerSpanSet != null, terminal, out);
    }
}
