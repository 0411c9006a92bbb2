/**
 * Evaluates TraceQL over {@link io.tempo.core.columns.TraceTable}s, live or stored alike.
 *
 * <p>{@link io.tempo.core.traceql.engine.QueryPlan} is made once per query and shared; {@link
 * io.tempo.core.traceql.engine.TableEvaluation} binds it to one table. Filters run first, over
 * whole columns: each becomes a bitset of spans. Only then, and only for traces that somebody
 * wants, are spansets built and the rest of the pipeline run. Semantics are those of TraceQL's
 * specification, sections 4 and 5; {@link io.tempo.core.traceql.engine.Dialect} names where a
 * choice is open.
 *
 * <p>Nothing here knows where a table comes from, or what becomes of the answer.
 */
package io.tempo.core.traceql.engine;
