/**
 * Spans as columns in memory, the hub of the data's walk: OTLP becomes {@link
 * io.tempo.core.columns.SpanColumns} once; blocks are written from them and read back into them;
 * traces are answered from them. Queries see {@link io.tempo.core.columns.TraceTable}, which live
 * columns and the row groups of a block both are.
 *
 * <p>Plain primitive arrays throughout. Nothing here knows protobuf, Parquet or TraceQL.
 */
package io.tempo.core.columns;
