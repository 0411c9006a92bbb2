package io.tempo.core.ingest.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Counts what goes to the span log, under the reference's names. */
final class ProduceMetrics {

    /** Why a batch was not acknowledged. */
    enum Failure {
        CANCELLED_BEFORE_PRODUCING("cancelled-before-producing"),
        TIMEOUT("timeout"),
        BUFFER_FULL("buffer-full"),
        RECORD_TOO_LARGE("record-too-large"),
        CANCELED("canceled"),
        OTHER("other");

        final String reason;

        Failure(String reason) {
            this.reason = reason;
        }

        static Failure of(Exception e) {
            return switch (e) {
                case BufferExhaustedException _ -> BUFFER_FULL;
                case TimeoutException _ -> TIMEOUT;
                case RecordTooLargeException _ -> RECORD_TOO_LARGE;
                case InterruptException _ -> CANCELED;
                default -> OTHER;
            };
        }
    }

    private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
    private final Counter records;
    private final Counter bytes;

    ProduceMetrics(MeterRegistry registry, LongSupplier bufferedBytes) {
        for (Failure failure : Failure.values()) {
            failures.put(
                    failure,
                    registry.counter(
                            "tempo_distributor_produce_failures_total", "reason", failure.reason));
        }
        records = registry.counter("tempo_distributor_produce_records_total");
        bytes = registry.counter("tempo_distributor_produce_bytes_total");
        Gauge.builder("tempo_distributor_buffered_produce_bytes", bufferedBytes::getAsLong)
                .register(registry);
    }

    void acknowledged(int valueBytes) {
        records.increment();
        bytes.increment(valueBytes);
    }

    void failed(Failure failure) {
        failures.get(failure).increment();
    }
}
