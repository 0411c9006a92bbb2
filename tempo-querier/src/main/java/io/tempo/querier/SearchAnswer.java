package io.tempo.querier;

import io.tempo.core.search.TraceMatch;

import java.util.List;

/**
 * The newest traces that match, newest first.
 *
 * @param work what was done for it
 */
public record SearchAnswer(List<TraceMatch> traces, QueryWork work) {}
