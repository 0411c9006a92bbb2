package io.tempo.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** What is cut off a trace does not depend on how the trace comes together. */
class TraceCutProperties {

    private static TracesData part(Random random, int number) {
        TracesData.Builder part = TracesData.newBuilder();
        int span = 0;
        for (int r = 1 + random.nextInt(3); r > 0; r--) {
            ResourceSpans.Builder resource = ResourceSpans.newBuilder();
            resource.getResourceBuilder()
                    .addAttributes(Traces.attribute("service.name", "s".repeat(r)));
            for (int s = 1 + random.nextInt(2); s > 0; s--) {
                ScopeSpans.Builder scope = ScopeSpans.newBuilder();
                scope.getScopeBuilder().setName("scope " + s);
                for (int i = random.nextInt(8); i >= 0; i--) {
                    scope.addSpans(
                            Span.newBuilder()
                                    .setSpanId(Traces.spanId(number * 1_000L + ++span))
                                    .setName("n".repeat(random.nextInt(40)))
                                    .setStartTimeUnixNano(random.nextInt(30))
                                    .setStatus(Status.getDefaultInstance()));
                }
                resource.addScopeSpans(scope);
            }
            part.addResourceSpans(resource);
        }
        return part.build();
    }

    private static List<Span> spans(TracesData trace) {
        return trace.getResourceSpansList().stream()
                .flatMap(r -> r.getScopeSpansList().stream())
                .flatMap(s -> s.getSpansList().stream())
                .toList();
    }

    @Property(tries = 300)
    void theOldestSpansStayHoweverTheyCame(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int limit) {
        Random random = new Random(seed);
        List<TracesData> parts = new ArrayList<>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            parts.add(part(random, i));
        }
        TraceCombiner whole = new TraceCombiner(0);
        parts.forEach(whole::add);
        List<Span> oldest = new ArrayList<>(spans(whole.result()));
        oldest.sort(TraceCombiner.BY_START_AND_ID);

        TreeSet<String> expected = null;
        for (int order = 0; order < 4; order++) {
            TraceCombiner combiner = new TraceCombiner(limit);
            parts.forEach(combiner::add);
            TracesData trace = combiner.result();
            List<Span> kept = spans(trace);
            assertThat(combiner.partial()).isEqualTo(kept.size() < oldest.size());
            assertThat(trace.getSerializedSize()).isLessThanOrEqualTo(limit);
            assertThat(kept).containsExactlyInAnyOrderElementsOf(oldest.subList(0, kept.size()));
            TreeSet<String> names = new TreeSet<>();
            kept.forEach(span -> names.add(span.toString()));
            assertThat(expected == null || expected.equals(names)).isTrue();
            expected = names;
            Collections.shuffle(parts, random);
        }
    }
}
