package io.tempo.distributor;

import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.ingest.SpanSink;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.SpanBatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given, or refuses as it is told. */
final class RecordingSink implements SpanSink {

    record Push(TenantId tenant, SpanBatch batch) {}

    final List<Push> pushes = new CopyOnWriteArrayList<>();
    volatile PushResult answer = PushResult.ALL_STORED;
    volatile boolean full;

    @Override
    public PushResult push(TenantId tenant, SpanBatch batch) throws IngestBackpressureException {
        if (full) {
            throw new IngestBackpressureException("nothing fits", Duration.ofSeconds(2));
        }
        pushes.add(new Push(tenant, batch));
        return answer;
    }

    void reset() {
        pushes.clear();
        answer = PushResult.ALL_STORED;
        full = false;
    }

    int spans() {
        return pushes.stream().mapToInt(p -> p.batch().spanCount()).sum();
    }
}
