package io.tempo.core.storage.s3;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

import java.time.Duration;

/**
 * Times every request that is answered, retries included, until its headers are there. Under
 * Tempo's names.
 */
final class RequestMetrics implements ExecutionInterceptor {

    private static final ExecutionAttribute<Long> BEGAN =
            new ExecutionAttribute<>("io.tempo.began");

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(80),
        Duration.ofMillis(320),
        Duration.ofMillis(1280),
        Duration.ofMillis(5120)
    };

    private final MeterRegistry registry;

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Reads that were asked again because their answers took long. */
    Counter hedged() {
        return Counter.builder("tempodb_backend_hedged_roundtrips").register(registry);
    }

    @Override
    public void beforeTransmission(
            Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attributes.putAttribute(BEGAN, System.nanoTime());
    }

    @Override
    public void afterTransmission(
            Context.AfterTransmission context, ExecutionAttributes attributes) {
        long nanos = System.nanoTime() - attributes.getAttribute(BEGAN);
        Timer.builder("tempodb_backend_request_duration_seconds")
                .tag("operation", context.httpRequest().method().name())
                .tag("status_code", Integer.toString(context.httpResponse().statusCode()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
