package io.tempo.querier.job;

import io.tempo.core.model.AttributeScope;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.search.TypedValue;
import io.tempo.core.traceql.metrics.PartialSeries;

import java.util.List;
import java.util.Map;

/** What a job found. */
public sealed interface Answer {

    /** The newest traces that match, newest first. */
    record Traces(List<TraceMatch> traces) implements Answer {}

    /** Keys of attributes. */
    record Names(Map<AttributeScope, List<String>> names) implements Answer {}

    /** Values of a tag. */
    record Values(List<TypedValue> values) implements Answer {}

    /** What a metrics query counts and measures. */
    record Series(PartialSeries series) implements Answer {}

    /** Parts of traces, one for each place that has spans of one. */
    record Parts(List<TracePart> parts) implements Answer {}
}
