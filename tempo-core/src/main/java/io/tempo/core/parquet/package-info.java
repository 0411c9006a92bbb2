/**
 * The Parquet file layer: footer, pages, dictionaries, column and offset indexes, read by ranges
 * and written column by column. It knows Parquet's format and nothing of traces.
 *
 * <p>Thrift structures come from parquet-java's {@code parquet-format-structures}; encoders and
 * decoders are this package's own, over whole primitive arrays.
 */
package io.tempo.core.parquet;
