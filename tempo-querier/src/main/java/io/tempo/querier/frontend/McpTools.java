package io.tempo.querier.frontend;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;

import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.core.traceql.TraceQl;
import io.tempo.querier.frontend.diff.TraceComparison;
import io.tempo.querier.frontend.mcp.Documents;
import io.tempo.querier.frontend.mcp.Tool;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The query API as tools of a language model. Times are in RFC 3339. */
final class McpTools {

    private static final Duration DEFAULT_WINDOW = Duration.ofHours(1);
    private static final String QUERY = "query";
    private static final String START = "start";
    private static final String END = "end";

    private final SearchApi search;
    private final MetricsApi metrics;
    private final TraceApi traces;
    private final TraceDiffApi differences;
    private final TagApi tags;
    private final Clock clock;

    McpTools(
            SearchApi search,
            MetricsApi metrics,
            TraceApi traces,
            TraceDiffApi differences,
            TagApi tags,
            Clock clock) {
        this.search = search;
        this.metrics = metrics;
        this.traces = traces;
        this.differences = differences;
        this.tags = tags;
        this.clock = clock;
    }

    /** All tools. */
    List<Tool<Caller>> all() {
        Tool.Argument start =
                Tool.Argument.optional(
                        START,
                        "beginning of the time range, such as 2026-01-31T10:00:00Z; an hour before"
                                + " the end if left out");
        Tool.Argument end = Tool.Argument.optional(END, "end of the time range; now if left out");
        List<Tool<Caller>> tools = new ArrayList<>();
        tools.add(
                new Tool<>(
                        "traceql-search",
                        "Finds traces with a TraceQL query. Gives the newest that match, each with"
                                + " some of the spans that matched.",
                        List.of(
                                Tool.Argument.required(
                                        QUERY, "TraceQL, such as { status = error }"),
                                start,
                                end),
                        this::search));
        tools.add(
                new Tool<>(
                        "traceql-metrics-instant",
                        "Computes one number for each series over the whole time range with a"
                                + " TraceQL metrics query.",
                        List.of(metricsQuery(), start, end),
                        (arguments, caller) ->
                                json(
                                        "metrics-instant",
                                        metrics.instant(
                                                metricsParameters(arguments),
                                                caller,
                                                PartialAnswers.unwanted()))));
        tools.add(
                new Tool<>(
                        "traceql-metrics-range",
                        "Computes time series with a TraceQL metrics query.",
                        List.of(metricsQuery(), start, end),
                        (arguments, caller) ->
                                json(
                                        "metrics-range",
                                        metrics.range(
                                                metricsParameters(arguments),
                                                caller,
                                                PartialAnswers.unwanted()))));
        tools.add(
                new Tool<>(
                        "get-trace",
                        "Gives a whole trace by its id: all spans with their attributes.",
                        List.of(Tool.Argument.required("trace_id", "up to 32 hexadecimal digits")),
                        this::trace));
        tools.add(
                new Tool<>(
                        "trace-diff",
                        "Says how two traces differ: spans that were added or removed, fields and"
                                + " attributes that changed.",
                        List.of(
                                Tool.Argument.required("base_trace_id", "the trace to start from"),
                                Tool.Argument.required(
                                        "compare_trace_id", "the trace to compare with it"),
                                sideTime("base_start"),
                                sideTime("base_end"),
                                sideTime("compare_start"),
                                sideTime("compare_end"),
                                new Tool.Argument(
                                        "format",
                                        "what is wanted; a summary with the details if left out",
                                        false,
                                        Arrays.stream(TraceComparison.Format.values())
                                                .map(TraceComparison.Format::word)
                                                .toList())),
                        this::diff));
        tools.add(
                new Tool<>(
                        "get-attribute-names",
                        "Lists which attributes spans have, by scope. Use it before you write a"
                                + " query.",
                        List.of(
                                new Tool.Argument(
                                        "scope",
                                        "lists the attributes of this scope only",
                                        false,
                                        List.of(
                                                "resource",
                                                "span",
                                                "event",
                                                "link",
                                                "instrumentation",
                                                "intrinsic"))),
                        (arguments, caller) ->
                                json(
                                        "attribute-names",
                                        tags.namesV2(
                                                parameters(arguments, "scope", "scope"),
                                                caller,
                                                PartialAnswers.unwanted()))));
        tools.add(
                new Tool<>(
                        "get-attribute-values",
                        "Lists the values of an attribute, by type. Use it before you write a"
                                + " query.",
                        List.of(
                                Tool.Argument.required(
                                        "name",
                                        "the attribute with its scope, such as"
                                                + " resource.service.name, or an intrinsic such as"
                                                + " name"),
                                Tool.Argument.optional(
                                        "filter-query",
                                        "only values of spans that this TraceQL filter keeps")),
                        (arguments, caller) ->
                                Tool.Content.json(
                                        "attribute-values",
                                        LlmFormat.tagValues(
                                                        tags.valuesV2(
                                                                        arguments.get("name"),
                                                                        parameters(
                                                                                arguments,
                                                                                "filter-query",
                                                                                "q"),
                                                                        caller,
                                                                        PartialAnswers.unwanted())
                                                                .message())
                                                .toString())));
        tools.add(
                documents(
                        "docs-traceql",
                        "Explains TraceQL, with examples. Read it before you write a query.",
                        "docs://traceql/",
                        Map.of(
                                "basic", "basic",
                                "aggregates", "aggregates",
                                "structural", "structural",
                                "metrics", "metrics")));
        tools.add(
                documents(
                        "docs-config",
                        "Explains how this server is configured.",
                        "docs://config/",
                        Map.of(
                                "config-overview", "overview",
                                "config-reference", "reference")));
        return tools;
    }

    private static Tool.Argument metricsQuery() {
        return Tool.Argument.required(
                QUERY, "TraceQL with a metrics function, such as { status = error } | rate()");
    }

    private static Tool.Content json(String type, Reply<? extends Message> reply) {
        return Tool.Content.json(type, ProtoJson.print(reply.message()));
    }

    private Tool.Content search(Map<String, String> arguments, Caller caller)
            throws ApiException, InterruptedException {
        String query = arguments.get(QUERY);
        // A metrics query would find the spans that it computes from, which nobody means.
        if (TraceQl.parse(query).isMetrics()) {
            throw ApiException.badRequest(
                    "this is a metrics query: use traceql-metrics-instant or"
                            + " traceql-metrics-range");
        }
        Instant end = time(arguments, END, clock.instant());
        Instant start = time(arguments, START, end.minus(DEFAULT_WINDOW));
        QueryParamsBuilder parameters = QueryParams.builder().add("q", query);
        parameters.add(START, Long.toString(start.getEpochSecond()));
        // The window is of whole seconds, and its end is within it.
        parameters.add(END, Long.toString(end.getEpochSecond()));
        return json(
                "search-results",
                search.search(
                        new Parameters(parameters.build()), caller, PartialAnswers.unwanted()));
    }

    private Parameters metricsParameters(Map<String, String> arguments) throws ApiException {
        Instant end = time(arguments, END, clock.instant());
        Instant start = time(arguments, START, end.minus(DEFAULT_WINDOW));
        return new Parameters(
                QueryParams.builder()
                        .add("q", arguments.get(QUERY))
                        .add(START, start.toString())
                        .add(END, end.toString())
                        .build());
    }

    private static Instant time(Map<String, String> arguments, String name, Instant absent)
            throws ApiException {
        String text = arguments.get(name);
        if (text == null) {
            return absent;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.getEpochSecond() >= 0) {
                return time;
            }
        } catch (DateTimeException malformed) {
            // Said below.
        }
        throw ApiException.badRequest(
                "invalid "
                        + name
                        + ": expected a time in RFC 3339 such as 2026-01-31T10:00:00Z, got "
                        + Parameters.quoted(text));
    }

    private Tool.Content trace(Map<String, String> arguments, Caller caller)
            throws ApiException, InterruptedException {
        String id = arguments.get("trace_id");
        TraceByIDResponse response = traces.v2(id, new Parameters(QueryParams.of()), caller);
        if (response.getTrace().getResourceSpansCount() == 0) {
            throw ApiException.badRequest(
                    "there is no trace "
                            + Parameters.quoted(id)
                            + (response.getMessage().isEmpty()
                                    ? ""
                                    : ": " + response.getMessage()));
        }
        return Tool.Content.json("trace", LlmFormat.trace(response).toString());
    }

    private static Tool.Argument sideTime(String name) {
        return Tool.Argument.optional(
                name, "where to look for the trace; anywhere if left out (RFC 3339)");
    }

    private Tool.Content diff(Map<String, String> arguments, Caller caller)
            throws ApiException, InterruptedException {
        String format =
                arguments.getOrDefault("format", TraceComparison.Format.SUMMARY_AND_PATCH.word());
        return Tool.Content.json(
                "trace-diff",
                differences
                        .diff(
                                side(arguments, "base"),
                                side(arguments, "compare"),
                                TraceDiffApi.format(format),
                                caller)
                        .toString());
    }

    private static TraceDiffApi.Side side(Map<String, String> arguments, String role)
            throws ApiException {
        return new TraceDiffApi.Side(
                role,
                arguments.get(role + "_trace_id"),
                seconds(arguments, role + "_start"),
                seconds(arguments, role + "_end"));
    }

    private static String seconds(Map<String, String> arguments, String name) throws ApiException {
        Instant time = time(arguments, name, null);
        return time == null ? "" : Long.toString(time.getEpochSecond());
    }

    /** One argument under the API's name for it. */
    private static Parameters parameters(
            Map<String, String> arguments, String argument, String name) {
        String value = arguments.get(argument);
        return new Parameters(value == null ? QueryParams.of() : QueryParams.of(name, value));
    }

    private static Tool<Caller> documents(
            String name, String description, String folder, Map<String, String> files) {
        return new Tool<>(
                name,
                description,
                List.of(
                        new Tool.Argument(
                                "name",
                                "which document",
                                true,
                                files.keySet().stream().sorted().toList())),
                (arguments, caller) ->
                        new Tool.Content(
                                "documentation",
                                "markdown",
                                Documents.find(folder + files.get(arguments.get("name")))
                                        .orElseThrow()
                                        .text()));
    }
}
