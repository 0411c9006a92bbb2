package io.tempo.querier.frontend;

import java.time.Duration;

/**
 * What a tenant's queries may do.
 *
 * @param maxSearchDuration longest time window of a search; zero: as configured for all
 * @param maxMetricsDuration longest time window of a metrics query; zero: as configured for all
 * @param maxBytesPerTrace how large a trace may become; 0: no limit
 * @param maxBytesPerTagValues collection of tags and values ends at so many bytes; 0: no limit
 * @param maxConditionGroups alternatives in the filter of a tag query
 * @param leftPadTraceIds whether searches show all 32 digits of a trace id
 */
public record QueryLimits(
        Duration maxSearchDuration,
        Duration maxMetricsDuration,
        long maxBytesPerTrace,
        long maxBytesPerTagValues,
        int maxConditionGroups,
        boolean leftPadTraceIds) {}
