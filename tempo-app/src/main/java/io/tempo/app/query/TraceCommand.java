package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.model.TraceId;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;

/** {@code tempo query trace}. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows a trace as a tree of spans with their times.")
final class TraceCommand extends ApiCommand {

    @Parameters(paramLabel = "ID", description = "the trace's id: 1 to 32 hex digits")
    private String id;

    @Option(
            names = "--max-spans",
            defaultValue = "200",
            description =
                    "show so many spans at most, those with errors and the longest first (default:"
                            + " ${DEFAULT-VALUE})")
    private int maxSpans;

    @Option(
            names = "--query",
            description = "only the spans that match this TraceQL filter, with their ancestors")
    private String query;

    @Override
    ApiRequest request() {
        if (maxSpans < 1) {
            throw wrong("--max-spans takes a positive number: got " + maxSpans);
        }
        try {
            TraceId.fromHex(id);
        } catch (IllegalArgumentException e) {
            throw wrong(Cells.clean(e.getMessage()));
        }
        return new ApiRequest("api", "v2", "traces", id)
                .with("q", query)
                .with("keep_hierarchy", query == null ? null : "true");
    }

    @Override
    void show(JsonNode answer, Terminal terminal, PrintWriter out) throws QueryFailedException {
        TraceSpans spans = TraceSpans.of(answer.path("trace"));
        if (spans.size() == 0) {
            throw new QueryFailedException("trace " + id + " was not found");
        }
        new Waterfall(terminal, out).print(TraceId.fromHex(id), new TraceTree(spans), maxSpans);
        if (answer.has("message")) {
            warn(answer.get("message").asText());
        }
    }
}
