package io.tempo.livestore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is measured, under the reference's names where it has them. */
final class LiveStoreMetrics {

    private final MeterRegistry registry;
    private final Map<Segment.CutReason, Counter> blocksCut =
            new EnumMap<>(Segment.CutReason.class);
    final Counter blocksCompleted;
    final Counter failedCompletions;
    final Counter completionRetries;
    final Timer completionDuration;
    final DistributionSummary completionSize;
    final Counter blocksFlushed;
    final Counter failedFlushes;
    final Counter flushRetries;
    final Timer flushDuration;
    final DistributionSummary flushSize;
    final Counter blocksCleared;
    final Counter walDamages;
    final Counter walDamagedBytes;
    final Counter tracesCarried;

    /** What is counted for one tenant. */
    static final class OfTenant {
        final Counter bytesReceived;
        final Counter recordsProcessed;
        final Counter tracesCreated;
        final Counter traceTooLarge;
        final Counter liveTracesExceeded;
        private final List<Meter> gauges = new ArrayList<>();

        OfTenant(MeterRegistry registry, LiveTenant tenant) {
            String id = tenant.id().value();
            bytesReceived =
                    Counter.builder("tempo_live_store_bytes_received_total")
                            .tag("tenant", id)
                            .tag("data_type", "trace")
                            .register(registry);
            recordsProcessed =
                    counter(registry, "tempo_live_store_records_processed_total", "tenant", id);
            tracesCreated =
                    counter(registry, "tempo_live_store_traces_created_total", "tenant", id);
            traceTooLarge = discarded(registry, id, "trace_too_large");
            liveTracesExceeded = discarded(registry, id, "live_traces_exceeded");
            gauges.add(
                    Gauge.builder("tempo_live_store_live_traces", tenant, LiveTenant::liveTraces)
                            .tag("tenant", id)
                            .register(registry));
            gauges.add(
                    Gauge.builder(
                                    "tempo_live_store_live_trace_bytes",
                                    tenant,
                                    LiveTenant::memoryBytes)
                            .tag("tenant", id)
                            .register(registry));
        }

        private static Counter discarded(MeterRegistry registry, String id, String reason) {
            return Counter.builder("tempo_discarded_spans_total")
                    .tag("reason", reason)
                    .tag("tenant", id)
                    .register(registry);
        }
    }

    LiveStoreMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Segment.CutReason reason : Segment.CutReason.values()) {
            blocksCut.put(
                    reason,
                    counter(
                            registry,
                            "tempo_live_store_blocks_cut_total",
                            "reason",
                            reason.label()));
        }
        blocksCompleted = counter("tempo_live_store_blocks_completed_total");
        failedCompletions = counter("tempo_live_store_failed_completions_total");
        completionRetries = counter("tempo_live_store_completion_retries_total");
        completionDuration = timer("tempo_live_store_completion_duration_seconds");
        completionSize = sizes("tempo_live_store_completion_size_bytes");
        blocksFlushed = counter("tempo_live_store_local_blocks_flushed_total");
        failedFlushes = counter("tempo_live_store_local_failed_flushes_total");
        flushRetries = counter("tempo_live_store_local_flush_retries_total");
        flushDuration = timer("tempo_live_store_local_flush_duration_seconds");
        flushSize = sizes("tempo_live_store_local_flush_size_bytes");
        blocksCleared =
                counter(
                        registry,
                        "tempo_live_store_blocks_cleared_total",
                        "block_type",
                        "complete");
        walDamages = counter("tempo_live_store_wal_damages_total");
        walDamagedBytes = counter("tempo_live_store_wal_damaged_bytes_total");
        tracesCarried = counter("tempo_live_store_traces_carried_total");
    }

    /** Begins to measure what is not told but asked. */
    void watch(TaskQueue queue, MemoryAccount memory) {
        gauge("tempo_live_store_complete_queue_length", queue::pending);
        gauge("tempo_live_store_memory_bytes", memory::used);
        gauge("tempo_live_store_memory_limit_bytes", memory::limit);
    }

    void cut(Segment.CutReason reason) {
        blocksCut.get(reason).increment();
    }

    OfTenant of(LiveTenant tenant) {
        return new OfTenant(registry, tenant);
    }

    /** Stops measuring a tenant that has nothing any more; its counters stay. */
    void forget(OfTenant tenant) {
        tenant.gauges.forEach(registry::remove);
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).strongReference(true).register(registry);
    }

    private Counter counter(String name) {
        return Counter.builder(name).register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String key, String value) {
        return Counter.builder(name).tag(key, value).register(registry);
    }

    private Timer timer(String name) {
        Duration[] bounds = new Duration[10];
        for (int k = 0; k < bounds.length; k++) {
            bounds[k] = Duration.ofSeconds(1L << k);
        }
        return Timer.builder(name).serviceLevelObjectives(bounds).register(registry);
    }

    private DistributionSummary sizes(String name) {
        double[] bounds = new double[10];
        for (int k = 0; k < bounds.length; k++) {
            bounds[k] = (double) (1 << 20) * (1 << k);
        }
        return DistributionSummary.builder(name).serviceLevelObjectives(bounds).register(registry);
    }
}
