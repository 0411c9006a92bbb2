/**
 * Answers of searches: matching traces, tag names and tag values, collected from any number of
 * {@link io.tempo.core.columns.TraceTable}s and merged so that the same data gives the same answer
 * whatever the order in which tables are visited.
 *
 * <p>What a query means is decided in {@link io.tempo.core.traceql.engine}; here is only what is
 * kept of its matches. Nothing here knows where a table comes from or who asks.
 */
package io.tempo.core.search;
