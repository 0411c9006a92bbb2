package io.tempo.querier.frontend;

import io.tempo.core.search.TraceMatch;

import java.util.List;

/**
 * The traces that match, in the order of the search.
 *
 * @param work what was done for it
 */
record SearchAnswer(List<TraceMatch> traces, QueryWork work) {}
