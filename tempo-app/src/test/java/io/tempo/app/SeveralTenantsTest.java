package io.tempo.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.model.TraceId;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Queries that name several tenants. */
class SeveralTenantsTest {

    private static final TraceId SHARED = TraceId.fromHex("5a5a");
    private static final String[] PATHS = {
        "/api/search",
        "/api/traces/5a5a",
        "/api/v2/traces/5a5a",
        "/api/search/tags",
        "/api/v2/search/tags",
        "/api/search/tag/color/values",
        "/api/v2/search/tag/.color/values",
        "/api/metrics/query?q=%7B%7D%7Crate()",
        "/api/metrics/query_range?q=%7B%7D%7Crate()",
        "/api/query/explain"
    };

    @TempDir private static Path folder;

    private static TestTempo tempo;
    private static TempoClient client;
    private static long second;

    @BeforeAll
    static void start() throws Exception {
        tempo = TestTempo.start(folder, "multitenancy_enabled: true");
        client = tempo.client();
        second = System.currentTimeMillis() / 1000 - 20;
        // Each tenant has a trace of its own, and a part of one that they share.
        int span = 0;
        for (String tenant : new String[] {"red", "green", "blue"}) {
            send(tenant, TraceId.fromHex("1" + ++span), span);
            send(tenant, SHARED, 10 + span);
        }
    }

    @AfterAll
    static void stop() {
        client.close();
        tempo.close();
    }

    private static void send(String tenant, TraceId trace, long span) throws Exception {
        long start = second * 1_000_000_000L;
        Span.Builder one =
                Span.newBuilder()
                        .setTraceId(Traces.hex(trace.toHex()))
                        .setSpanId(Traces.spanId(span))
                        .setName("work")
                        .setStartTimeUnixNano(start)
                        .setEndTimeUnixNano(start + 1_000_000 * span)
                        .addAttributes(Traces.attribute("color", tenant))
                        .addAttributes(Traces.attribute("only." + tenant, 1));
        Resource resource =
                Resource.newBuilder()
                        .addAttributes(Traces.attribute("service.name", tenant + "-shop"))
                        .build();
        byte[] body =
                TracesData.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .setResource(resource)
                                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(one)))
                        .build()
                        .toByteArray();
        assertThat(client.send(body, "X-Scope-OrgID", tenant)).isEqualTo(200);
    }

    private static String[] as(String tenants) {
        return new String[] {"X-Scope-OrgID", tenants};
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add((field.isEmpty() ? item : item.path(field)).asText()));
        texts.sort(null);
        return texts;
    }

    @Test
    void searchesFindTheTracesOfAll() throws Exception {
        assertThat(texts(client.search("{}", as("red")).path("traces"), "traceID"))
                .containsExactly("11", "5a5a");
        assertThat(texts(client.search("{}", as("blue|red")).path("traces"), "traceID"))
                .containsExactly("11", "13", "5a5a");
        // However they are written: sorted, and each once.
        JsonNode all = client.search("{}", as("red|blue|red|green"));
        assertThat(texts(all.path("traces"), "traceID")).containsExactly("11", "12", "13", "5a5a");
        assertThat(all.path("metrics").path("inspectedSpans").asLong()).isEqualTo(6);
    }

    @Test
    void aTraceIsPutTogetherFromAll() throws Exception {
        assertThat(TempoClient.spans(client.trace(SHARED, "", as("red")))).isEqualTo(1);
        assertThat(TempoClient.spans(client.trace(SHARED, "", as("red|blue")))).isEqualTo(2);
        assertThat(TempoClient.spans(client.trace(SHARED, "", as("red|blue|green|nobody"))))
                .isEqualTo(3);
        JsonNode shared =
                client.search("{ trace:id = \"5a5a\" }", as("red|blue|green"))
                        .path("traces")
                        .path(0);
        assertThat(texts(shared.path("spanSets"), "matched")).containsExactly("3");
        assertThat(shared.path("serviceStats").size()).isEqualTo(3);
        assertThat(shared.path("durationMs").asInt()).isEqualTo(13);
    }

    @Test
    void tagsAndValuesAreThoseOfAll() throws Exception {
        assertThat(texts(client.json("/api/search/tags", as("red|blue")).path("tagNames"), ""))
                .containsExactly("color", "only.blue", "only.red", "service.name");
        JsonNode span = client.json("/api/v2/search/tags?scope=span", as("red|green"));
        assertThat(texts(span.path("scopes").path(0).path("tags"), ""))
                .containsExactly("color", "only.green", "only.red");
        assertThat(
                        texts(
                                client.json("/api/search/tag/color/values", as("red|blue"))
                                        .path("tagValues"),
                                ""))
                .containsExactly("blue", "red");
        assertThat(
                        texts(
                                client.json("/api/v2/search/tag/.color/values", as("red|green"))
                                        .path("tagValues"),
                                "value"))
                .containsExactly("green", "red");
    }

    @Test
    void metricsCountTheSpansOfAll() throws Exception {
        String window = "&start=" + (second - 60) + "&end=" + (second + 60);
        String count = "/api/metrics/query?q=" + TestTempo.encode("{} | count_over_time()");
        for (String[] expected :
                new String[][] {{"red", "2"}, {"red|blue", "4"}, {"blue|green|red", "6"}}) {
            JsonNode series = client.json(count + window, as(expected[0])).path("series");
            assertThat(series).hasSize(1);
            assertThat(series.path(0).path("value").asText()).isEqualTo(expected[1]);
        }
        String by =
                "/api/metrics/query_range?q="
                        + TestTempo.encode("{} | count_over_time() by (span.color)");
        assertThat(client.json(by + window, as("red|green")).path("series")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|red", "red|", "red||blue", "|", "red|bl/ue", "red|..", "red|a b"})
    void badMembersAreRefusedEverywhere(String tenants) throws Exception {
        for (String path : PATHS) {
            HttpResponse<String> response = client.get(path, as(tenants));
            assertThat(response.statusCode()).as(path).isEqualTo(400);
            assertThat(response.body()).as(path).containsAnyOf("no org id", "tenant ID");
        }
    }

    @Test
    void switchedOffAQueryNamesOneTenant(@TempDir Path other) throws Exception {
        try (TestTempo one =
                TestTempo.start(
                        other,
                        """
                        multitenancy_enabled: true
                        query_frontend:
                          multi_tenant_queries_enabled: false
                        """)) {
            for (String path : PATHS) {
                HttpResponse<String> response = one.get(path, as("red|blue"));
                assertThat(response.statusCode()).as(path).isEqualTo(400);
                assertThat(response.body()).as(path).contains("multiple org IDs present");
            }
            assertThat(one.get("/api/search", as("red")).statusCode()).isEqualTo(200);
        }
    }
}
