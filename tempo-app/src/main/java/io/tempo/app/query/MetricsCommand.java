package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.util.List;

/** {@code tempo query metrics}. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a TraceQL metrics query and draws its series.")
final class MetricsCommand extends ApiCommand {

    private static final int MOST_ROWS = 100;

    @Parameters(
            paramLabel = "QUERY",
            description = "such as '{ status = error } | rate() by (resource.service.name)'")
    private String query;

    @Mixin private TimeOptions times;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description = "time between two values, such as 30s (default: chosen by the server)")
    private String step;

    @Option(names = "--instant", description = "one value for the whole range, as a table")
    private boolean instant;

    @Option(
            names = "--rows",
            defaultValue = "0",
            description =
                    "height of a series' chart; 1 is a sparkline (default: 6 for up to four series,"
                            + " otherwise 1)")
    private int rows;

    @Override
    ApiRequest request() {
        if (rows < 0 || rows > MOST_ROWS) {
            throw wrong("--rows takes 1 to " + MOST_ROWS + ": got " + rows);
        }
        if (instant && step != null) {
            throw wrong("--step has no meaning with --instant");
        }
        if (step != null && TimeExpression.duration(step).filter(d -> d.isPositive()).isEmpty()) {
            throw wrong("--step takes a duration such as 30s: got " + Cells.clean(step));
        }
        return new ApiRequest("api", "metrics", instant ? "query" : "query_range")
                .with("q", query)
                .with(times.range())
                .with("step", step);
    }

    @Override
    void show(JsonNode answer, Terminal terminal, PrintWriter out) {
        List<MetricSeries> series = MetricSeries.of(answer.path("series"));
        if (series.isEmpty()) {
            out.println("no series, " + SearchText.work(answer.path("metrics")));
        } else if (instant) {
            MetricsText.table(series, terminal, out);
        } else {
            MetricsText.charts(series, rows, terminal, out);
        }
        if (answer.has("message")) {
            warn(answer.get("message").asText());
        }
    }
}
