package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.TreeSet;

/** {@code tempo query values}. */
@Command(
        name = "values",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the values of an attribute, each with its type.")
final class ValuesCommand extends ApiCommand {

    /** Wider than the longest name of a type. */
    private static final int TYPE_COLUMNS = 9;

    @Parameters(
            paramLabel = "TAG",
            description = "an attribute or intrinsic, such as resource.service.name or name")
    private String tag;

    @Mixin private TimeOptions times;

    @Option(names = "--query", description = "only values of the spans that match this TraceQL")
    private String query;

    @Option(names = "--limit", description = "how many values at most (default: all)")
    private Integer limit;

    @Override
    ApiRequest request() {
        if (limit != null && limit < 1) {
            throw wrong("--limit takes a positive number: got " + limit);
        }
        if (tag.isBlank()) {
            throw wrong("TAG is empty");
        }
        return new ApiRequest("api", "v2", "search", "tag", tag, "values")
                .with("q", query)
                .with(times.range())
                .with("limit", limit);
    }

    @Override
    void show(JsonNode answer, Terminal terminal, PrintWriter out) {
        TreeSet<Value> values = new TreeSet<>();
        for (JsonNode value : answer.path("tagValues")) {
            values.add(new Value(value.path("type").asText(), value.path("value").asText()));
        }
        for (Value value : values) {
            String type = Cells.left(Cells.clean(value.type()), TYPE_COLUMNS, "");
            out.println((type + Cells.clean(value.text())).stripTrailing());
        }
    }

    /** Ordered by type; numbers by size. */
    private record Value(String type, String text) implements Comparable<Value> {

        private static final Comparator<Value> ORDER =
                Comparator.comparing(Value::type)
                        .thenComparingDouble(Value::number)
                        .thenComparing(Value::text);

        private double number() {
            try {
                return type.equals("int") || type.equals("float") ? Double.parseDouble(text) : 0;
            } catch (NumberFormatException notANumber) {
                return 0;
            }
        }

        @Override
        public int compareTo(Value other) {
            return ORDER.compare(this, other);
        }
    }
}
