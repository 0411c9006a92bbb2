package io.tempo.distributor;

import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.ingest.SpanSink;
import io.tempo.core.model.TenantId;
import io.tempo.core.otlp.OtlpException;
import io.tempo.core.otlp.OtlpScanner;
import io.tempo.core.otlp.SpanBatch;
import io.tempo.core.otlp.SpanRejection;
import io.tempo.core.server.RequestException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Checks an export request and hands its spans on: size against the tenant's rate, structure, ids,
 * then the sink. Spans that are wrong by themselves are left out and counted; the others are
 * stored. Thread-safe.
 */
public final class Distributor {

    private final SpanSink sink;
    private final Function<TenantId, IngestionLimits> limits;
    private final Duration retryAfter;
    private final DistributorMetrics metrics;
    private final ConcurrentHashMap<TenantId, RateLimiter> limiters = new ConcurrentHashMap<>();

    /**
     * A distributor.
     *
     * @param limits the limits of a tenant now
     * @param retryAfter what a client over its rate is told to wait; zero: nothing is said
     */
    public Distributor(
            SpanSink sink,
            Function<TenantId, IngestionLimits> limits,
            Duration retryAfter,
            MeterRegistry registry) {
        this.sink = sink;
        this.limits = limits;
        this.retryAfter = retryAfter;
        this.metrics = new DistributorMetrics(registry);
    }

    /**
     * Stores the spans of an encoded ExportTraceServiceRequest, the first {@code length} bytes of
     * {@code body}; blocks until they are stored.
     *
     * @throws RequestException INVALID_ARGUMENT if the request is malformed or none of its spans is
     *     right; RESOURCE_EXHAUSTED if the tenant is over its rate; UNAVAILABLE if nothing can be
     *     stored now
     */
    Receipt ingest(TenantId tenant, byte[] body, int length, Transport transport)
            throws RequestException {
        metrics.ingress(tenant, length);
        SpanBatch batch;
        try {
            batch = OtlpScanner.scan(body, 0, length);
        } catch (OtlpException e) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT,
                    "the request is not a valid OTLP message: " + e.getMessage());
        }
        int received = batch.spanCount() + batch.rejectedSpans();
        if (received == 0) {
            return Receipt.ALL;
        }
        try {
            limitRate(tenant, length, received);
            Receipt receipt = store(tenant, batch, length, received);
            metrics.accepted(transport, received - receipt.rejectedSpans());
            metrics.refused(transport, receipt.rejectedSpans());
            return receipt;
        } catch (RequestException e) {
            metrics.refused(transport, received);
            throw e;
        }
    }

    private void limitRate(TenantId tenant, int bytes, int spans) throws RequestException {
        IngestionLimits limit = limits.apply(tenant);
        RateLimiter limiter =
                limiters.computeIfAbsent(
                        tenant, t -> new RateLimiter(System::nanoTime, limit.burstBytes()));
        if (limiter.tryAcquire(bytes, limit.rateBytes(), limit.burstBytes())) {
            return;
        }
        metrics.discarded(tenant, "rate_limited", spans);
        boolean neverFits = bytes > limit.burstBytes();
        String limitText =
                "(local: "
                        + limit.rateBytes()
                        + " bytes/s, global: 0 bytes/s, burst: "
                        + limit.burstBytes()
                        + " bytes)";
        String message =
                neverFits
                        ? "RATE_LIMITED: batch size ("
                                + bytes
                                + " bytes) exceeds ingestion limit "
                                + limitText
                                + " while adding "
                                + bytes
                                + " bytes for user "
                                + tenant
                                + ". consider reducing batch size or increasing rate limit."
                        : "RATE_LIMITED: ingestion rate limit "
                                + limitText
                                + " exceeded while adding "
                                + bytes
                                + " bytes for user "
                                + tenant
                                + ". consider increasing the limit or reducing ingestion rate.";
        boolean retry = limit.retryInfo() && !retryAfter.isZero();
        throw new RequestException(
                Status.Code.RESOURCE_EXHAUSTED, message, retry ? retryAfter : null);
    }

    private Receipt store(TenantId tenant, SpanBatch batch, int bytes, int received)
            throws RequestException {
        metrics.received(tenant, bytes, received);
        for (SpanRejection rejection : batch.rejections()) {
            metrics.discarded(tenant, rejection.reason().label(), rejection.spans());
        }
        if (batch.spanCount() == 0) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT, batch.rejections().getFirst().example());
        }
        PushResult stored;
        try {
            stored = sink.push(tenant, batch);
        } catch (IngestBackpressureException e) {
            throw new RequestException(Status.Code.UNAVAILABLE, e.getMessage(), e.retryAfter());
        }
        int rejected = batch.rejectedSpans() + stored.refusedSpans();
        return rejected == 0
                ? Receipt.ALL
                : new Receipt(rejected, explain(batch.rejections(), stored.refusals()));
    }

    private static String explain(
            List<SpanRejection> rejections, List<PushResult.Refusal> refusals) {
        StringBuilder text = new StringBuilder();
        for (SpanRejection r : rejections) {
            append(text, r.spans(), r.reason().label(), r.example());
        }
        for (PushResult.Refusal r : refusals) {
            append(text, r.spans(), r.reason(), r.message());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int spans, String reason, String example) {
        if (!text.isEmpty()) {
            text.append("; ");
        }
        text.append(spans).append(spans == 1 ? " span" : " spans").append(" refused as ");
        text.append(reason).append(": ").append(example);
    }
}
