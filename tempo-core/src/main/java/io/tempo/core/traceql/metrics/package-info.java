/**
 * Computes TraceQL metrics over {@link io.tempo.core.columns.TraceTable}s, live or stored alike.
 *
 * <p>{@link io.tempo.core.traceql.metrics.MetricsPlan} is made once per query and shared. Each
 * table gives {@link io.tempo.core.traceql.metrics.PartialSeries}, counts by group and interval
 * that can be sent to another process and added up in any grouping; when all are there, the plan
 * makes {@link io.tempo.core.traceql.metrics.Series} of them: quantiles, averages, arithmetic,
 * {@code topk}. Semantics are those of TraceQL's specification, section 7.
 *
 * <p>Nothing here knows where a table comes from, or what becomes of the answer.
 */
package io.tempo.core.traceql.metrics;
