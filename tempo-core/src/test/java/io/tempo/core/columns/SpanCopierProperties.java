package io.tempo.core.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.otlp.TraceEncoder;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.Random;

class SpanCopierProperties {

    @Property(tries = 200)
    void aCopyHasEverythingOfTheSpans(@ForAll long seed) {
        RandomTraces random = new RandomTraces(new Random(seed));
        SpanColumns columns =
                Traces.columns(random.request().toByteArray(), random.request().toByteArray());
        for (int trace = 0; trace < columns.traceCount; trace++) {
            int[] spans = Traces.spansOf(columns, trace);
            SpanColumns copy = SpanCopier.select(columns, spans, spans.length);
            assertThat(copy.traceCount).isEqualTo(1);
            assertThat(copy.traceId(0)).isEqualTo(columns.traceId(trace));
            assertThat(TraceEncoder.toTrace(copy, Traces.allSpans(copy), 0, copy.spanCount))
                    .isEqualTo(TraceEncoder.toTrace(columns, spans, 0, spans.length));
            assertThat(new SpanTable(copy).serviceStats(0))
                    .usingRecursiveComparison()
                    .isEqualTo(
                            new SpanTable(columns, TraceLayout.of(columns, trace)).serviceStats(0));
        }
    }

    @Property(tries = 50)
    void copiesIntoABuilderThatHasSpans(@ForAll long seed) {
        RandomTraces random = new RandomTraces(new Random(seed));
        SpanColumns first = Traces.columns(random.request().toByteArray());
        SpanColumns second = Traces.columns(random.request().toByteArray());
        SpanColumnsBuilder both = new SpanColumnsBuilder();
        for (SpanColumns source : new SpanColumns[] {first, second}) {
            SpanCopier copier = new SpanCopier(source, both);
            for (int s = 0; s < source.spanCount; s++) {
                copier.copy(s);
            }
        }
        SpanColumns copy = both.columns();
        assertThat(copy.spanCount).isEqualTo(first.spanCount + second.spanCount);
        int[] all = Traces.allSpans(copy);
        assertThat(TraceEncoder.toTrace(copy, all, 0, first.spanCount))
                .isEqualTo(TraceEncoder.toTrace(first, Traces.allSpans(first), 0, first.spanCount));
        assertThat(TraceEncoder.toTrace(copy, all, first.spanCount, second.spanCount))
                .isEqualTo(
                        TraceEncoder.toTrace(second, Traces.allSpans(second), 0, second.spanCount));
    }
}
