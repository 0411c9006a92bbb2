package io.tempo.distributor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.model.TenantId;

import java.util.concurrent.ConcurrentHashMap;

/** The distributor's counters, under the names that Tempo's dashboards use. */
final class DistributorMetrics {

    private final MeterRegistry registry;
    private final ConcurrentHashMap<TenantId, PerTenant> tenants = new ConcurrentHashMap<>();
    private final Counter[] accepted = new Counter[Transport.values().length];
    private final Counter[] refused = new Counter[Transport.values().length];

    private record PerTenant(Counter ingressBytes, Counter receivedBytes, Counter receivedSpans) {}

    DistributorMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Transport transport : Transport.values()) {
            accepted[transport.ordinal()] = receiver("tempo_receiver_accepted_spans", transport);
            refused[transport.ordinal()] = receiver("tempo_receiver_refused_spans", transport);
        }
    }

    private Counter receiver(String name, Transport transport) {
        return Counter.builder(name)
                .tag("receiver", "otlp/otlp_receiver")
                .tag("transport", transport.label())
                .register(registry);
    }

    void ingress(TenantId tenant, int bytes) {
        of(tenant).ingressBytes.increment(bytes);
    }

    void received(TenantId tenant, int bytes, int spans) {
        PerTenant counters = of(tenant);
        counters.receivedBytes.increment(bytes);
        counters.receivedSpans.increment(spans);
    }

    void accepted(Transport transport, int spans) {
        accepted[transport.ordinal()].increment(spans);
    }

    void refused(Transport transport, int spans) {
        refused[transport.ordinal()].increment(spans);
    }

    void discarded(TenantId tenant, String reason, int spans) {
        registry.counter("tempo_discarded_spans_total", "tenant", tenant.value(), "reason", reason)
                .increment(spans);
    }

    private PerTenant of(TenantId tenant) {
        PerTenant counters = tenants.get(tenant);
        return counters != null ? counters : tenants.computeIfAbsent(tenant, this::create);
    }

    private PerTenant create(TenantId tenant) {
        return new PerTenant(
                registry.counter("tempo_distributor_ingress_bytes_total", "tenant", tenant.value()),
                registry.counter(
                        "tempo_distributor_bytes_received_total", "tenant", tenant.value()),
                registry.counter(
                        "tempo_distributor_spans_received_total", "tenant", tenant.value()));
    }
}
