package io.tempo.querier.frontend.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TraceComparisonTest {

    private static Span.Builder span(long id, long parent, String name, long nanos) {
        Span.Builder span =
                Span.newBuilder()
                        .setSpanId(Traces.spanId(id))
                        .setName(name)
                        .setStartTimeUnixNano(1_000 + id)
                        .setEndTimeUnixNano(1_000 + id + nanos);
        return parent == 0 ? span : span.setParentSpanId(Traces.spanId(parent));
    }

    private static ResourceSpans service(String name, Span.Builder... spans) {
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.getResourceBuilder().addAttributes(Traces.attribute("service.name", name));
        for (Span.Builder span : spans) {
            resource.addScopeSpansBuilder().addSpans(span);
        }
        return resource.build();
    }

    private static ObjectNode compare(
            TraceComparison.Format format, List<ResourceSpans> base, List<ResourceSpans> other) {
        return new TraceComparison("b", base, "c", other).json(format);
    }

    private static ObjectNode patch(List<ResourceSpans> base, List<ResourceSpans> other) {
        return compare(TraceComparison.Format.PATCH, base, other);
    }

    @Test
    void theSameTraceHasNoDifferences() {
        List<ResourceSpans> trace =
                List.of(service("a", span(1, 0, "root", 50), span(2, 1, "child", 20)));
        JsonNode patch = patch(trace, trace);
        assertThat(patch.path("version").asText()).isEqualTo("trace-patch-v0");
        assertThat(patch.path("stats").path("matchedSpans").asInt()).isEqualTo(2);
        for (String list : new String[] {"modified", "added", "removed", "warnings"}) {
            assertThat(patch.path(list)).as(list).isEmpty();
        }
        JsonNode signals = compare(TraceComparison.Format.SUMMARY, trace, trace).path("signals");
        signals.forEach(signal -> assertThat(signal.asText()).isEqualTo("unchanged"));
    }

    @Test
    void changesAreNamedWithTheirPlace() {
        Span.Builder query = span(3, 1, "query", 20).addAttributes(Traces.attribute("rows", 5));
        List<ResourceSpans> base =
                List.of(service("shop", span(1, 0, "GET /", 50), span(2, 1, "old", 5), query));
        Span.Builder slower =
                span(13, 11, "query", 90)
                        .addAttributes(Traces.attribute("rows", 7))
                        .addAttributes(Traces.attribute("cold", "yes"))
                        .addEvents(Span.Event.newBuilder().setName("retry"))
                        .setStatus(
                                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
        List<ResourceSpans> other =
                List.of(
                        service("shop", span(11, 0, "GET /", 50), slower),
                        service("cache", span(14, 13, "get", 3), span(15, 13, "get", 4)));
        JsonNode patch = patch(base, other);
        JsonNode modified = patch.path("modified");
        assertThat(modified).hasSize(1);
        assertThat(modified.path(0).path("span").path("path").asText())
                .isEqualTo("/shop:GET //shop:query");
        assertThat(modified.path(0).path("changes").toString())
                .isEqualTo(
                        "[{\"op\":\"replace\",\"target\":{\"type\":\"field\",\"name\":\"status\"},"
                            + "\"before\":\"STATUS_CODE_UNSET\",\"after\":\"STATUS_CODE_ERROR\"},"
                            + "{\"op\":\"replace\",\"target\":{\"type\":\"field\",\"name\":\"duration_nanos\"},"
                            + "\"before\":20,\"after\":90},"
                            + "{\"op\":\"add\",\"target\":{\"type\":\"attribute\",\"scope\":\"span\",\"key\":\"cold\"},"
                            + "\"after\":\"yes\"},"
                            + "{\"op\":\"replace\",\"target\":{\"type\":\"attribute\",\"scope\":\"span\",\"key\":\"rows\"},"
                            + "\"before\":5,\"after\":7},"
                            + "{\"op\":\"add\",\"target\":{\"type\":\"event\",\"name\":\"retry\"},"
                            + "\"after\":\"retry\"}]");
        assertThat(patch.path("removed").path(0).path("target").path("path").asText())
                .isEqualTo("/shop:GET //shop:old");
        JsonNode second = patch.path("added").path(1);
        assertThat(second.path("target").path("parentPath").asText())
                .isEqualTo("/shop:GET //shop:query");
        assertThat(second.path("target").path("index").asInt()).isEqualTo(1);
        assertThat(second.path("span").path("path").asText()).endsWith("/cache:get[1]");

        JsonNode summary = compare(TraceComparison.Format.SUMMARY_AND_PATCH, base, other);
        assertThat(summary.path("patch")).isEqualTo(patch);
        assertThat(summary.path("signals").path("errors").asText()).isEqualTo("increased");
        assertThat(summary.path("signals").path("structure").asText()).isEqualTo("changed");
        assertThat(summary.path("changedServices").toString()).isEqualTo("[\"cache\",\"shop\"]");
        assertThat(summary.path("services").path(1).path("newErrors").asInt()).isEqualTo(1);
        assertThat(summary.path("trust").path("matchedSpanRatio").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aLargePatchIsLeftOutOfASummary() {
        Span.Builder[] many = new Span.Builder[2_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = span(i + 1, 0, "span " + i, 1);
        }
        List<ResourceSpans> base = List.of(service("a", many));
        List<ResourceSpans> other = List.of(service("b", many));
        JsonNode composed = compare(TraceComparison.Format.SUMMARY_AND_PATCH, base, other);
        assertThat(composed.has("patch")).isFalse();
        assertThat(composed.path("patchOmitted").path("reason").asText()).isEqualTo("over_budget");
        JsonNode patch = patch(base, other);
        assertThat(patch.path("added")).hasSize(TraceComparison.MAX_SPANS);
        assertThat(patch.path("stats").path("addedSpans").asInt()).isEqualTo(2_000);
        assertThat(patch.path("stats").path("truncated").asBoolean()).isTrue();
        assertThat(patch.path("warnings")).hasSize(1);
    }

    /** Whatever the parents say: none, unknown ones, oneself, or in a circle. */
    @Property(tries = 300)
    void everySpanIsMatchedAddedOrRemoved(@ForAll long seed) {
        Random random = new Random(seed);
        List<ResourceSpans> base = trace(random);
        List<ResourceSpans> other = trace(random);
        JsonNode stats = patch(base, other).path("stats");
        int matched = stats.path("matchedSpans").asInt();
        assertThat(matched + stats.path("removedSpans").asInt())
                .isEqualTo(stats.path("spanCountA").asInt())
                .isEqualTo(base.getFirst().getScopeSpansCount());
        assertThat(matched + stats.path("addedSpans").asInt())
                .isEqualTo(stats.path("spanCountB").asInt())
                .isEqualTo(other.getFirst().getScopeSpansCount());
        assertThat(patch(base, base).path("stats").path("matchedSpans").asInt())
                .isEqualTo(base.getFirst().getScopeSpansCount());
    }

    private static List<ResourceSpans> trace(Random random) {
        List<Span.Builder> spans = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 1; i <= count; i++) {
            spans.add(span(i, random.nextInt(count + 2), "n" + random.nextInt(3), i));
        }
        return List.of(service("a", spans.toArray(Span.Builder[]::new)));
    }
}
