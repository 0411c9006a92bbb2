package io.tempo.querier.job;

import io.tempo.core.model.AttributeScope;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.search.TypedValue;
import io.tempo.core.traceql.metrics.PartialSeries;

import java.util.List;
import java.util.Map;

/** What a job found. */
public sealed interface Answer {

    /** Memory that this takes, roughly; 0 where that does not matter. */
    default long memoryBytes() {
        return 0;
    }

    /** The traces that match, the first in the order of the search. */
    record Traces(List<TraceMatch> traces) implements Answer {

        @Override
        public long memoryBytes() {
            long bytes = 0;
            for (TraceMatch trace : traces) {
                bytes += trace.memoryBytes();
            }
            return bytes;
        }
    }

    /** Keys of attributes. */
    record Names(Map<AttributeScope, List<String>> names) implements Answer {}

    /** Values of a tag. */
    record Values(List<TypedValue> values) implements Answer {}

    /** What a metrics query counts and measures. */
    record Series(PartialSeries series) implements Answer {

        @Override
        public long memoryBytes() {
            return series.memoryBytes();
        }
    }

    /** Parts of traces, one for each place that has spans of one. */
    record Parts(List<TracePart> parts) implements Answer {}
}
