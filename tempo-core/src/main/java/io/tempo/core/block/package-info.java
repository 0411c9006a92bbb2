/**
 * A block: its schema versions, {@code meta.json}, bloom filter, index, writer, reader and columnar
 * tables. Spans come in as {@link io.tempo.core.columns.SpanColumns} and go out as those or as
 * {@link io.tempo.core.columns.TraceTable}; objects come and go as bytes and ranges, wherever they
 * are stored.
 */
package io.tempo.core.block;
