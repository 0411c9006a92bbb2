package io.tempo.querier.job;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.model.TraceId;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What one place has of a trace.
 *
 * @param place the block, or the block that live data is going to be
 * @param spans empty where only the place was asked for
 * @param integerSpanKeys attributes of spans whose integers the place has a column for
 */
public record TracePart(
        TraceId id, UUID place, Optional<TracesData> spans, Set<String> integerSpanKeys) {}
