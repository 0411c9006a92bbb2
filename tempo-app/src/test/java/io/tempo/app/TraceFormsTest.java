package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.model.TraceId;
import io.tempo.core.tempopb.PartialStatus;
import io.tempo.core.tempopb.Trace;
import io.tempo.core.tempopb.TraceByIDResponse;
import io.tempo.core.testing.Golden;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Traces of stored blocks: cut to a size, and in the form for language models. */
class TraceFormsTest {

    private static final int MAX_BYTES = 3_000;
    private static final String LLM = "application/vnd.grafana.llm";

    @TempDir private static Path folder;

    private static TestTempo whole;
    private static TestTempo limited;
    private static TempoClient client;

    /** A trace of more than the limit. */
    private static TraceId large;

    @BeforeAll
    static void start() throws Exception {
        GoldenBlock.put(folder.resolve("whole"), "vParquet5");
        GoldenBlock.put(folder.resolve("limited"), "vParquet5");
        whole = TestTempo.start(folder.resolve("whole"));
        limited =
                TestTempo.start(
                        folder.resolve("limited"),
                        """
                        overrides:
                          defaults:
                            global:
                              max_bytes_per_trace: %d
                        query_frontend:
                          url_deny_list: ["forbidden", "/api/v2/search/tags.*limit=77$"]
                        """
                                .formatted(MAX_BYTES));
        client = limited.client();
        try (TempoClient any = whole.client()) {
            JsonNode traces =
                    any.json(
                                    "/api/search?start=1&end=4000000000&q="
                                            + TestTempo.encode("{} | count() > 20"))
                            .path("traces");
            large = TraceId.fromHex(traces.path(0).path("traceID").asText());
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        whole.close();
        limited.close();
    }

    @Test
    void aTraceOverTheLimitComesCut() throws Exception {
        TraceByIDResponse all = whole(large);
        TraceByIDResponse cut = client.trace(large, "");
        assertThat(cut.getStatus()).isEqualTo(PartialStatus.PARTIAL);
        assertThat(cut.getMessage())
                .isEqualTo("Trace exceeds maximum size of 3000 bytes, a partial trace is returned");
        List<Span> kept = spans(cut.getTrace());
        assertThat(cut.getTrace().getSerializedSize()).isBetween(MAX_BYTES / 2, MAX_BYTES);
        List<Span> oldest = new ArrayList<>(spans(all.getTrace()));
        oldest.sort(Comparator.comparingLong(Span::getStartTimeUnixNano));
        assertThat(kept).isNotEmpty().hasSizeLessThan(oldest.size());
        assertThat(kept)
                .extracting(Span::getStartTimeUnixNano)
                .containsExactlyInAnyOrderElementsOf(
                        oldest.stream()
                                .limit(kept.size())
                                .map(Span::getStartTimeUnixNano)
                                .toList());

        HttpResponse<byte[]> v1 =
                client.getBytes("/api/traces/" + large, "Accept", TempoClient.PROTOBUF);
        assertThat(v1.statusCode()).isEqualTo(200);
        assertThat(v1.headers().firstValue("x-tempo-partial"))
                .hasValueSatisfying(why -> assertThat(why).contains("3000 bytes"));
        assertThat(Trace.parseFrom(v1.body())).isEqualTo(cut.getTrace());
        HttpResponse<String> json = client.get("/api/traces/" + large);
        assertThat(json.headers().firstValue("x-tempo-partial")).isPresent();
        assertThat(json.body()).startsWith("{\"batches\":[");
    }

    private static TraceByIDResponse whole(TraceId id) throws Exception {
        try (TempoClient any = whole.client()) {
            return any.trace(id, "");
        }
    }

    private static List<Span> spans(Trace trace) {
        return trace.getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpansList().stream())
                .flatMap(s -> s.getSpansList().stream())
                .toList();
    }

    @Test
    void languageModelsReadTracesAsShortJson() throws Exception {
        JsonNode root;
        try (TempoClient any = whole.client()) {
            HttpResponse<String> response = any.get("/api/v2/traces/" + large, "Accept", LLM);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValue("application/vnd.grafana.llm+json");
            root = Golden.parse(response.body());
        }
        TraceByIDResponse all = whole(large);
        JsonNode trace = root.path("trace");
        assertThat(trace.path("traceId").asText()).isEqualTo(large.toHex());
        assertThat(root.has("status")).isFalse();
        assertThat(root.path("metrics").path("inspectedBytes").isNumber()).isTrue();
        JsonNode service = trace.path("services").path(0);
        var resource = all.getTrace().getResourceSpans(0);
        assertThat(service.path("serviceName").asText())
                .isEqualTo(
                        resource.getResource().getAttributesList().stream()
                                .filter(a -> a.getKey().equals("service.name"))
                                .findFirst()
                                .orElseThrow()
                                .getValue()
                                .getStringValue());
        assertThat(service.path("resource").has("service.name")).isFalse();
        Span span = resource.getScopeSpans(0).getSpans(0);
        JsonNode first = service.path("scopes").path(0).path("spans").path(0);
        assertThat(first.path("spanId").asText())
                .isEqualTo(HexFormat.of().formatHex(span.getSpanId().toByteArray()));
        assertThat(first.path("name").asText()).isEqualTo(span.getName());
        assertThat(first.path("kind").asText()).isEqualTo(span.getKind().name());
        assertThat(first.path("durationMs").doubleValue())
                .isEqualTo((span.getEndTimeUnixNano() - span.getStartTimeUnixNano()) / 1e6);
        assertThat(first.path("attributes").size()).isEqualTo(span.getAttributesCount());
        List<String> keys = new ArrayList<>();
        first.path("attributes").fieldNames().forEachRemaining(keys::add);
        assertThat(keys).isSorted();
        assertThat(first.path("status").has("code") && first.path("status").has("message"))
                .isTrue();

        JsonNode cut = Golden.parse(client.get("/api/v2/traces/" + large, "Accept", LLM).body());
        assertThat(cut.path("status").asText()).isEqualTo("PARTIAL");
        assertThat(client.get("/api/v2/traces/bad", "Accept", LLM).body()).isEqualTo("{}");
    }

    @Test
    void languageModelsReadTagValuesByType() throws Exception {
        String path =
                "/api/v2/search/tag/resource.service.name/values?start="
                        + Golden.WINDOW_START_SECONDS
                        + "&end="
                        + Golden.WINDOW_END_SECONDS;
        HttpResponse<String> response = client.get(path, "Accept", LLM);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValue("application/vnd.grafana.llm+json");
        JsonNode values = Golden.parse(response.body()).path("tagValues").path("string");
        assertThat(values.size())
                .isPositive()
                .isEqualTo(client.json(path).path("tagValues").size());
        assertThat(client.get("/api/search", "Accept", LLM).headers().firstValue("Content-Type"))
                .as("others answer with their JSON")
                .hasValue("application/json");
        assertThat(
                        client.get(path, "Accept", "application/json, " + LLM)
                                .headers()
                                .firstValue("Content-Type"))
                .hasValue("application/json");
    }

    @Test
    void deniedUrlsAreRefused() throws Exception {
        for (String denied :
                new String[] {
                    "/api/search?q=%7Bforbidden%7D",
                    "/api/traces/1?x=forbidden",
                    "/api/v2/search/tags?limit=77"
                }) {
            HttpResponse<String> response = client.get(denied);
            assertThat(response.statusCode()).as(denied).isEqualTo(400);
            assertThat(response.body()).startsWith("Invalid request " + denied + ". This query");
        }
        assertThat(client.get("/api/v2/search/tags?limit=7").statusCode()).isEqualTo(200);
    }
}
