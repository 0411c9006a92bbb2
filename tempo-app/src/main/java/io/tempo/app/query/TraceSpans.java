package io.tempo.app.query;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The spans of an answer, in its order. Spans are named by their index. */
record TraceSpans(List<Span> spans) {

    private static final String SERVICE = "service.name";

    /**
     * A span.
     *
     * @param id as the answer writes it
     * @param parentId as the answer writes it; "" for a root
     * @param service "" if its resource names none
     * @param kind {@code server} and so on; "" if unspecified
     * @param status {@code ok} or {@code error}; "" if unset
     * @param startNanos unix time
     * @param endNanos unix time; not before the start
     */
    record Span(
            String id,
            String parentId,
            String service,
            String name,
            String kind,
            String status,
            String statusMessage,
            long startNanos,
            long endNanos) {

        long durationNanos() {
            return endNanos - startNanos;
        }

        boolean failed() {
            return status.equals("error");
        }
    }

    /** The spans of a trace in the JSON form of {@code tempopb.Trace}. */
    static TraceSpans of(JsonNode trace) {
        List<Span> spans = new ArrayList<>();
        for (JsonNode resource : trace.path("resourceSpans")) {
            String service =
                    Cells.clean(
                            Attributes.find(resource.path("resource").path("attributes"), SERVICE));
            for (JsonNode scope : resource.path("scopeSpans")) {
                for (JsonNode span : scope.path("spans")) {
                    spans.add(span(service, span));
                }
            }
        }
        return new TraceSpans(List.copyOf(spans));
    }

    private static Span span(String service, JsonNode span) {
        JsonNode status = span.path("status");
        long start = Math.max(0, span.path("startTimeUnixNano").asLong());
        return new Span(
                span.path("spanId").asText(),
                span.path("parentSpanId").asText(),
                service,
                Cells.clean(span.path("name").asText()),
                keyword(span.path("kind").asText(), "SPAN_KIND_", "unspecified"),
                keyword(status.path("code").asText(), "STATUS_CODE_", "unset"),
                Cells.clean(status.path("message").asText()),
                start,
                Math.max(start, span.path("endTimeUnixNano").asLong()));
    }

    private static String keyword(String name, String prefix, String none) {
        String keyword =
                Cells.clean(
                        (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                                .toLowerCase(Locale.ROOT));
        return keyword.equals(none) ? "" : keyword;
    }

    int size() {
        return spans.size();
    }

    Span get(int span) {
        return spans.get(span);
    }

    /** The first start; spans without a time do not count where others have one. */
    long startNanos() {
        long first = Long.MAX_VALUE;
        for (Span span : spans) {
            if (span.startNanos() > 0) {
                first = Math.min(first, span.startNanos());
            }
        }
        return first == Long.MAX_VALUE ? 0 : first;
    }

    /** The last end. */
    long endNanos() {
        long last = 0;
        for (Span span : spans) {
            last = Math.max(last, span.endNanos());
        }
        return last;
    }

    int services() {
        Set<String> services = new HashSet<>();
        for (Span span : spans) {
            services.add(span.service());
        }
        return services.size();
    }

    int failed() {
        int failed = 0;
        for (Span span : spans) {
            failed += span.failed() ? 1 : 0;
        }
        return failed;
    }
}
