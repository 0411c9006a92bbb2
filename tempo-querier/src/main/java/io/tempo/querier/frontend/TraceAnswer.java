package io.tempo.querier.frontend;

import io.opentelemetry.proto.trace.v1.TracesData;

import java.util.List;

/**
 * A trace put together from all its parts.
 *
 * @param trace no resource spans if there is no such trace
 * @param tooLarge whether spans were left out because the trace exceeds the limit
 * @param unreadable what is wrong with blocks that could not be asked; empty if all could
 * @param work what was done for it
 */
record TraceAnswer(TracesData trace, boolean tooLarge, List<String> unreadable, QueryWork work) {}
