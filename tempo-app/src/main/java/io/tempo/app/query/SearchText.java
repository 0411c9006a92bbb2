package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The answer of a search as a table of traces. */
final class SearchText {

    private SearchText() {}

    /** Prints the traces; with their span sets if asked. */
    static void print(JsonNode answer, boolean spans, Terminal terminal, PrintWriter out) {
        JsonNode traces = answer.path("traces");
        if (traces.isEmpty()) {
            out.println("no traces found, " + work(answer.path("metrics")));
            return;
        }
        Table table =
                new Table(
                        new Table.Column("TRACE ID", false, 0),
                        new Table.Column("START", false, 0),
                        new Table.Column("DURATION", true, 0),
                        new Table.Column("MATCHED", true, 0),
                        new Table.Column("SERVICE", false, 12),
                        new Table.Column("ROOT SPAN", false, 12));
        for (JsonNode trace : traces) {
            table.add(
                    trace.path("traceID").asText(),
                    Times.seconds(trace.path("startTimeUnixNano").asLong(), terminal.zone()),
                    duration(trace.path("durationMs").asLong()),
                    matched(trace),
                    trace.path("rootServiceName").asText(),
                    trace.path("rootTraceName").asText());
            if (spans) {
                for (JsonNode set : trace.path("spanSets")) {
                    addSpanSet(set, terminal, table);
                }
            }
        }
        table.print(terminal, out);
        out.println();
        out.println(Quantity.count(traces.size(), "trace") + ", " + work(answer.path("metrics")));
    }

    /** The answer counts whole milliseconds. */
    private static String duration(long millis) {
        return millis == 0 ? "<1ms" : Quantity.duration(millis * 1_000_000);
    }

    /** Spans of all span sets; a search without a query has none. */
    private static String matched(JsonNode trace) {
        JsonNode sets = trace.path("spanSets");
        long matched = 0;
        for (JsonNode set : sets) {
            matched += set.path("matched").asLong();
        }
        return sets.isEmpty() ? "-" : String.valueOf(matched);
    }

    private static void addSpanSet(JsonNode set, Terminal terminal, Table table) {
        List<String> groups = Attributes.pairs(set.path("attributes"));
        if (!groups.isEmpty()) {
            table.addLine("  " + String.join(", ", groups));
        }
        long shown = 0;
        for (JsonNode span : set.path("spans")) {
            List<String> parts = new ArrayList<>();
            parts.add(span.path("spanID").asText());
            parts.add(Times.clock(span.path("startTimeUnixNano").asLong(), terminal.zone()));
            parts.add(Quantity.duration(span.path("durationNanos").asLong()));
            if (span.has("name")) {
                parts.add(span.path("name").asText());
            }
            parts.addAll(Attributes.pairs(span.path("attributes")));
            table.addLine("    " + String.join("  ", parts));
            shown++;
        }
        long more = set.path("matched").asLong() - shown;
        if (more > 0) {
            table.addLine("    and " + Quantity.count(more, "more span"));
        }
    }

    static String work(JsonNode metrics) {
        return Quantity.bytes(metrics.path("inspectedBytes").asLong())
                + " inspected in "
                + Quantity.count(metrics.path("totalJobs").asLong(), "job");
    }
}
