package io.tempo.core.ingest.kafka;

import io.tempo.core.model.TenantId;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.nio.charset.StandardCharsets;

/**
 * A record without spans. It is written where nothing else is, so that the last section of a
 * partition ends: see {@link SectionCutter}. Its value is empty, which is an encoded request
 * without traces to any reader of the span log.
 */
public final class SpanLogTick {

    /** Some tenant: every record has one. */
    private static final byte[] KEY =
            TenantId.SINGLE_TENANT.value().getBytes(StandardCharsets.UTF_8);

    private SpanLogTick() {}

    /**
     * A tick.
     *
     * @param unixMillis its timestamp
     */
    public static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, long unixMillis) {
        return new ProducerRecord<>(topic, partition, unixMillis, KEY, new byte[0]);
    }

    /** Whether the value of a record is that of a tick. */
    public static boolean isTick(byte[] value) {
        return value == null || value.length == 0;
    }
}
