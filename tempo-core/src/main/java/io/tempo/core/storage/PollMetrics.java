package io.tempo.core.storage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tempo.core.model.TenantId;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** What is measured of polling. */
final class PollMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer duration;
    private final Map<TenantId, OfTenant> tenants = new ConcurrentHashMap<>();

    private static final class OfTenant {
        volatile int length;
        volatile int builder;
        volatile Instant indexCreatedAt;
    }

    PollMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.duration =
                Timer.builder("tempodb_blocklist_poll_duration_seconds")
                        .serviceLevelObjectives(
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(300))
                        .register(registry);
    }

    void polled(Timer.Sample sample) {
        sample.stop(duration);
    }

    void length(TenantId tenant, int blocks) {
        of(tenant).length = blocks;
    }

    void builder(TenantId tenant, boolean builds) {
        of(tenant).builder = builds ? 1 : 0;
    }

    void index(TenantId tenant, Instant createdAt) {
        of(tenant).indexCreatedAt = createdAt;
    }

    void pollError(TenantId tenant) {
        counter("tempodb_blocklist_poll_errors_total", tenant).increment();
    }

    void indexError(TenantId tenant) {
        counter("tempodb_blocklist_tenant_index_errors_total", tenant).increment();
    }

    private Counter counter(String name, TenantId tenant) {
        return Counter.builder(name).tag("tenant", tenant.value()).register(registry);
    }

    private OfTenant of(TenantId tenant) {
        return tenants.computeIfAbsent(tenant, this::register);
    }

    private OfTenant register(TenantId tenant) {
        OfTenant of = new OfTenant();
        gauge("tempodb_blocklist_length", tenant, of, o -> o.length);
        gauge("tempodb_blocklist_tenant_index_builder", tenant, of, o -> o.builder);
        gauge("tempodb_blocklist_tenant_index_age_seconds", tenant, of, this::indexAge);
        return of;
    }

    private double indexAge(OfTenant of) {
        Instant created = of.indexCreatedAt;
        return created == null ? 0 : Duration.between(created, clock.instant()).toMillis() / 1000.0;
    }

    private void gauge(
            String name, TenantId tenant, OfTenant of, ToDoubleFunction<OfTenant> value) {
        Gauge.builder(name, of, value)
                .tag("tenant", tenant.value())
                .strongReference(true)
                .register(registry);
    }
}
