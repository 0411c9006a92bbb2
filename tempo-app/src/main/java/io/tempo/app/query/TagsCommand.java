package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.TreeSet;

/** {@code tempo query tags}. */
@Command(
        name = "tags",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the names of attributes and intrinsics, as TraceQL writes them.")
final class TagsCommand extends ApiCommand {

    @Mixin private TimeOptions times;

    @Option(
            names = "--scope",
            description =
                    "resource, span, event, link, instrumentation or intrinsic (default: all)")
    private String scope;

    @Option(names = "--query", description = "only names of the spans that match this TraceQL")
    private String query;

    @Option(names = "--limit", description = "how many names of a scope at most (default: all)")
    private Integer limit;

    @Override
    ApiRequest request() {
        if (limit != null && limit < 1) {
            throw wrong("--limit takes a positive number: got " + limit);
        }
        return new ApiRequest("api", "v2", "search", "tags")
                .with("scope", scope)
                .with("q", query)
                .with(times.range())
                .with("limit", limit);
    }

    @Override
    void show(JsonNode answer, Terminal terminal, PrintWriter out) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode group : answer.path("scopes")) {
            String groupName = group.path("name").asText();
            String prefix = groupName.equals("intrinsic") ? "" : groupName + ".";
            for (JsonNode tag : group.path("tags")) {
                names.add(prefix + attribute(tag.asText(), prefix.isEmpty()));
            }
        }
        names.forEach(out::println);
    }

    /** Quoted where TraceQL needs it. */
    private static String attribute(String name, boolean intrinsic) {
        if (intrinsic || name.matches("[\\p{L}\\p{N}_.\\-/]+")) {
            return name;
        }
        return '"' + Cells.clean(name.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
    }
}
