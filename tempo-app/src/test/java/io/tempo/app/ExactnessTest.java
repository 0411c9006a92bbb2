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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Answers are exact at every moment of the data's life: while it is live, cut, written, flushed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactnessTest {

    private static final long MILLIS = 1_000_000L;
    private static final int BLOCKS = 4;

    /** Every span of {@link Load}, and none of the other tests. */
    private static final String LOAD = "{ resource.telemetry.sdk.language != nil }";

    @TempDir private static Path folder;

    private TestTempo tempo;
    private TempoClient client;

    @BeforeAll
    void start() throws Exception {
        tempo =
                TestTempo.start(
                        folder,
                        """
                        live_store:
                          wal:
                            path: %s/live
                          max_block_duration: 1s
                          max_trace_idle: 200ms
                          flush_check_period: 200ms
                          complete_block_timeout: 1s
                          block_reclaim_grace: 1s
                        """
                                .formatted(folder));
        client = tempo.client();
    }

    @AfterAll
    void stop() {
        client.close();
        tempo.close();
    }

    @Test
    void eachAcknowledgedSpanIsThereOnceWhileBlocksAreCut() throws Exception {
        Load load = new Load(3);
        long until = flushedBlocks() + BLOCKS;
        do {
            try (Load.Senders senders = load.start(client, 2, 5)) {
                Map<TraceId, Integer> acknowledged = load.acknowledged();
                load.check(client.search(LOAD), acknowledged);
                long before = spans(load.acknowledged());
                long counted = client.count(LOAD);
                senders.join();
                assertThat(counted).isBetween(before, spans(load.acknowledged()));
            }
            load.check(client.search(LOAD), load.acknowledged());
            assertThat(client.count(LOAD)).isEqualTo(spans(load.acknowledged()));
        } while (flushedBlocks() < until);
        load.checkById(client);
    }

    private static long spans(Map<TraceId, Integer> traces) {
        return traces.values().stream().mapToLong(Integer::longValue).sum();
    }

    private long flushedBlocks() throws Exception {
        Path blocks = folder.resolve("blocks/single-tenant");
        if (!Files.isDirectory(blocks)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(blocks)) {
            return entries.filter(block -> Files.exists(block.resolve("meta.json"))).count();
        }
    }

    @Test
    void aTraceInSeveralBlocksIsAnsweredAsAWhole() throws Exception {
        TraceId id = TraceId.fromHex("00112233445566778899aabbccddeeff");
        long start = System.currentTimeMillis() * MILLIS - 60_000 * MILLIS;
        // The children come first, and into a block of their own.
        send(id, "back", span(id, 2, 1, "read", start + 5 * MILLIS, 20));
        awaitInBlocks(id, 1);
        send(
                id,
                "front",
                span(id, 1, 0, "GET /", start, 100),
                span(id, 3, 1, "render", start + 50 * MILLIS, 400));
        checkWhole(start);
        awaitInBlocks(id, 3);
        checkWhole(start);
    }

    private void checkWhole(long start) throws Exception {
        for (String query :
                new String[] {
                    "{ resource.service.name = \"back\" }",
                    "{ name = \"GET /\" }",
                    "{ name =~ \"GET /|read|render\" }"
                }) {
            JsonNode traces = client.search(query).path("traces");
            assertThat(traces).as(query).hasSize(1);
            JsonNode trace = traces.get(0);
            assertThat(trace.path("rootServiceName").asText()).as(query).isEqualTo("front");
            assertThat(trace.path("rootTraceName").asText()).as(query).isEqualTo("GET /");
            assertThat(trace.path("startTimeUnixNano").asLong()).as(query).isEqualTo(start);
            assertThat(trace.path("durationMs").asLong()).as(query).isEqualTo(450);
            JsonNode stats = trace.path("serviceStats");
            assertThat(stats.path("front").path("spanCount").asInt()).as(query).isEqualTo(2);
            assertThat(stats.path("back").path("spanCount").asInt()).as(query).isEqualTo(1);
        }
        JsonNode all = client.search("{ name =~ \"GET /|read|render\" }").path("traces").get(0);
        assertThat(all.path("spanSet").path("matched").asInt()).isEqualTo(3);
    }

    /** Waits until blocks alone hold so many spans of a trace. */
    private void awaitInBlocks(TraceId id, int spans) throws Exception {
        long deadline = System.nanoTime() + 60_000 * MILLIS;
        int found;
        do {
            found = TempoClient.spans(client.trace(id, "?mode=blocks"));
            assertThat(System.nanoTime()).as("%d of %d spans", found, spans).isLessThan(deadline);
        } while (found < spans);
    }

    private void send(TraceId id, String service, Span... spans) throws Exception {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (Span span : spans) {
            scope.addSpans(span);
        }
        TracesData request =
                TracesData.newBuilder()
                        .addResourceSpans(
                                ResourceSpans.newBuilder()
                                        .setResource(
                                                Resource.newBuilder()
                                                        .addAttributes(
                                                                Traces.attribute(
                                                                        "service.name", service)))
                                        .addScopeSpans(scope))
                        .build();
        assertThat(client.send(request.toByteArray())).isEqualTo(200);
    }

    private static Span span(
            TraceId trace, long id, long parent, String name, long startNanos, long millis) {
        Span.Builder span =
                Span.newBuilder()
                        .setTraceId(Traces.hex(trace.toHex()))
                        .setSpanId(Traces.spanId(id))
                        .setName(name)
                        .setStartTimeUnixNano(startNanos)
                        .setEndTimeUnixNano(startNanos + millis * MILLIS);
        if (parent != 0) {
            span.setParentSpanId(Traces.spanId(parent));
        }
        return span.build();
    }
}
