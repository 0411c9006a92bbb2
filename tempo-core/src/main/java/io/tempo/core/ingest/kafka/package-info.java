/**
 * The span log on Kafka: what its records hold, and the sink that distributors write them through.
 * Spans come in and go out as {@link io.tempo.core.otlp.SpanBatch}; no span becomes an object here.
 */
package io.tempo.core.ingest.kafka;
