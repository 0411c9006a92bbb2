package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.model.TraceId;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class TopTracesTest {

    private static TraceMatch trace(long id, long start, SpanSetMatch... sets) {
        return new TraceMatch(new TraceId(0, id), "", "", start, 10, List.of(sets), Map.of());
    }

    @Test
    void keepsTheNewestAndOfEqualStartsTheSmallerId() {
        TopTraces top = new TopTraces(2);
        for (long[] t : new long[][] {{9, 5}, {1, 3}, {4, 5}, {7, 5}, {2, 4}}) {
            top.add(trace(t[0], t[1]));
        }
        assertThat(top.results()).extracting(t -> t.traceId().low()).containsExactly(4L, 7L);
        assertThat(top.thresholdNanos()).isEqualTo(5);
    }

    @Test
    void tellsWhatCannotEnterAnyMore() {
        TopTraces top = new TopTraces(1);
        assertThat(top.mayEnter(new TraceId(0, 8), 1, 10)).isTrue();
        top.add(trace(5, 100));
        assertThat(top.mayEnter(new TraceId(0, 8), 99, 10)).isFalse();
        assertThat(top.mayEnter(new TraceId(0, 8), 101, 10)).isTrue();
        assertThat(top.mayEnter(new TraceId(0, 5), 1, 10))
                .as("another part of a kept trace")
                .isTrue();
        assertThat(top.mayEnter(new TraceId(0, 4), 100, 10)).as("same start, smaller id").isTrue();
        assertThat(top.mayEnter(new TraceId(0, 6), 100, 10)).isFalse();
    }

    @Test
    void mergesPartsOfATrace() {
        TopTraces top = new TopTraces(5);
        top.add(trace(1, 50, new SpanSetMatch(List.of(), 2, List.of())));
        top.add(
                new TraceMatch(
                        new TraceId(0, 1),
                        "shop",
                        "GET /",
                        40,
                        30,
                        List.of(new SpanSetMatch(List.of(), 3, List.of())),
                        Map.of("shop", new ServiceCounts(4, 1))));
        TraceMatch merged = top.results().getFirst();
        assertThat(top.size()).isEqualTo(1);
        assertThat(merged.startNanos()).isEqualTo(40);
        assertThat(merged.durationNanos()).isEqualTo(30);
        assertThat(merged.rootService()).isEqualTo("shop");
        assertThat(merged.spanSets()).extracting(SpanSetMatch::matched).containsExactly(3);
        assertThat(merged.services()).containsEntry("shop", new ServiceCounts(4, 1));
    }

    @Test
    void refusesALimitOfNothing() {
        assertThatThrownBy(() -> new TopTraces(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comesBackFromItsMessage() {
        TraceMatch match = trace(0xabc, 7, new SpanSetMatch(List.of(), 1, List.of()));
        assertThat(match.toProto(false).getTraceID()).isEqualTo("abc");
        assertThat(match.toProto(true).getTraceID()).hasSize(32);
        assertThat(match.toProto(false).getRootServiceName())
                .isEqualTo(TraceMatch.ROOT_NOT_RECEIVED);
        assertThat(TraceMatch.fromProto(match.toProto(false)).rootService()).isEmpty();
    }
}
