package io.tempo.querier.frontend;

import io.tempo.core.search.TraceMatch;

import java.util.List;

/**
 * The newest traces that match, newest first.
 *
 * @param work what was done for it
 */
record SearchAnswer(List<TraceMatch> traces, QueryWork work) {}
