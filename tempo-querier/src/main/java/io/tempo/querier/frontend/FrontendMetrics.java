package io.tempo.querier.frontend;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of the query-frontend, named as Tempo's. Thread-safe. */
public final class FrontendMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger slots = new AtomicInteger();
    private final ConcurrentHashMap<String, AtomicInteger> queueLengths = new ConcurrentHashMap<>();
    private final Timer queueDuration;
    private final DistributionSummary retries;

    /** Metrics in a registry. */
    public FrontendMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("tempo_query_frontend_connected_clients", slots, AtomicInteger::get)
                .description("Jobs that connected queriers can do at a time.")
                .register(registry);
        this.queueDuration =
                Timer.builder("tempo_query_frontend_queue_duration_seconds")
                        .description("How long queries waited for a querier to take a first job.")
                        .serviceLevelObjectives(
                                Duration.ofMillis(1),
                                Duration.ofMillis(10),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10))
                        .register(registry);
        this.retries =
                DistributionSummary.builder("tempo_query_frontend_retries")
                        .description("Jobs of a query that were done again.")
                        .serviceLevelObjectives(0.5, 1, 2, 3, 4, 5)
                        .register(registry);
    }

    void connectedSlots(int count) {
        slots.set(count);
    }

    void queueLength(String tenant, int length) {
        queueLengths
                .computeIfAbsent(
                        tenant,
                        t -> {
                            AtomicInteger gauge = new AtomicInteger();
                            Gauge.builder(
                                            "tempo_query_frontend_queue_length",
                                            gauge,
                                            AtomicInteger::get)
                                    .description("Queries being answered or waiting.")
                                    .tag("user", t)
                                    .register(registry);
                            return gauge;
                        })
                .set(length);
    }

    void discarded(String tenant) {
        Counter.builder("tempo_query_frontend_discarded_requests_total")
                .description("Queries refused because the tenant had too many.")
                .tag("user", tenant)
                .register(registry)
                .increment();
    }

    /** A query has ended. */
    void ended(QueryContext query, String result, boolean withinSlo, QueryWork work, int again) {
        String tenant = query.tenantName();
        String op = query.operation().name().toLowerCase(Locale.ROOT);
        Counter.builder("tempo_query_frontend_queries_total")
                .description("Queries.")
                .tags("tenant", tenant, "op", op, "result", result)
                .register(registry)
                .increment();
        if (withinSlo) {
            Counter.builder("tempo_query_frontend_queries_within_slo_total")
                    .description("Queries within their objective.")
                    .tags("tenant", tenant, "op", op, "result", result)
                    .register(registry)
                    .increment();
        }
        Counter.builder("tempo_query_frontend_bytes_inspected_total")
                .description("Bytes read for queries.")
                .tags("tenant", tenant, "op", op)
                .register(registry)
                .increment(work.work().bytes());
        DistributionSummary.builder("tempo_query_frontend_jobs_per_query")
                .description("Jobs that a query was cut into.")
                .tag("op", op)
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
                .register(registry)
                .record(work.jobs());
        DistributionSummary.builder("tempo_query_frontend_bytes_processed_per_second")
                .description("Bytes read for a query in a second.")
                .tags("tenant", tenant, "op", op)
                .register(registry)
                .record(work.work().bytes() * 1e9 / Math.max(1, query.elapsedNanos()));
        Timer.builder("tempo_query_frontend_query_duration_seconds")
                .description("How long queries took.")
                .tag("op", op)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry)
                .record(Duration.ofNanos(query.elapsedNanos()));
        queueDuration.record(Duration.ofNanos(query.queuedNanos()));
        retries.record(again);
    }
}
