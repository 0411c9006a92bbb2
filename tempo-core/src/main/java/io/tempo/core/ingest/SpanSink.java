package io.tempo.core.ingest;

import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;

/**
 * Takes the spans of requests. What it has taken, it does not lose: when {@link #push} returns, the
 * spans that were not refused can be acknowledged. Thread-safe; may block on a disk or a network,
 * so never called on an event loop.
 */
public interface SpanSink {

    /**
     * Takes all spans of a request but those over a limit.
     *
     * @throws IngestBackpressureException if nothing was taken, and the sender should try again
     *     later
     */
    PushResult push(TenantId tenant, SpanBatch batch) throws IngestBackpressureException;
}
