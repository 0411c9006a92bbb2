package io.tempo.querier.frontend.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Short texts that tell a language model how to ask. Thread-safe. */
public final class Documents {

    private static final List<Document> ALL =
            List.of(
                    read("traceql", "query", "How a TraceQL query is built, in one page"),
                    read("traceql", "basic", "Filters: attributes, intrinsics, operators, values"),
                    read("traceql", "aggregates", "Counting, grouping and selecting spans"),
                    read("traceql", "structural", "Relations between spans of one trace"),
                    read("traceql", "metrics", "Time series from spans"),
                    read("config", "overview", "How the server is configured"),
                    read("config", "reference", "The settings that are changed most often"));

    /**
     * A document.
     *
     * @param uri {@code docs://} and the path
     * @param name the path's two parts joined by a dash
     * @param title one line
     * @param text in Markdown
     */
    public record Document(String uri, String name, String title, String text) {}

    private Documents() {}

    /** All documents. */
    public static List<Document> all() {
        return ALL;
    }

    /** The document with that address. */
    public static Optional<Document> find(String uri) {
        return ALL.stream().filter(document -> document.uri().equals(uri)).findFirst();
    }

    private static Document read(String folder, String name, String title) {
        String file = folder + '-' + name + ".md";
        try (InputStream in = Documents.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + file);
            }
            return new Document(
                    "docs://" + folder + '/' + name,
                    folder + '-' + name,
                    title,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
