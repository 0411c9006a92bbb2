package io.tempo.core.ingest;

import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;

/** Where a distributor sends the spans that it accepted. Thread-safe. */
public interface SpanSink {

    /**
     * Stores the spans of a batch. When this returns, those that were not refused survive the end
     * of the process, and the very next query finds them. Blocks for as long as that takes, but
     * does not wait for memory or disk space to become free.
     *
     * @return the spans that a limit of the tenant kept out
     * @throws IngestBackpressureException if nothing of the batch was stored, and another try later
     *     may succeed
     */
    PushResult push(TenantId tenant, SpanBatch batch) throws IngestBackpressureException;
}
