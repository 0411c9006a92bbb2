package io.tempo.querier.frontend;

import io.tempo.core.traceql.metrics.Series;
import io.tempo.core.traceql.metrics.TimeAxis;

import java.util.List;

/**
 * The series of a metrics query.
 *
 * @param fromInterval values of earlier intervals are not complete yet, and not to be shown
 * @param truncated whether series were left out because there are too many
 * @param work what was done for it
 */
record MetricsAnswer(
        TimeAxis axis, List<Series> series, int fromInterval, boolean truncated, QueryWork work) {}
