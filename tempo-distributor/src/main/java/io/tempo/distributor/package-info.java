/**
 * Takes spans in: receivers listen for OTLP, the distributor checks what came against the tenant's
 * limits and hands it to a {@link io.tempo.core.ingest.SpanSink}. It never builds an object per
 * span, and never sees what becomes of a batch after the sink has taken it.
 */
package io.tempo.distributor;
