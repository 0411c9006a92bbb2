package io.tempo.core.ingest.kafka;

import io.tempo.core.config.IngestConfig;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.Map;

/** How records of the span log are produced. */
final class ProducerSettings {

    /** How long a batch waits for more records; a push waits as long. */
    private static final int LINGER_MILLIS = 10;

    /** What the client allocates for each partition with records; larger records get their own. */
    private static final int BATCH_BYTES = 64 << 10;

    /** The client takes no record that is larger than its whole buffer. */
    private static final long MIN_BUFFER_BYTES = 2L * SpanLogTopic.MAX_MESSAGE_BYTES;

    private ProducerSettings() {}

    /** After what time a record that is not acknowledged counts as not delivered. */
    static long deliveryMillis(IngestConfig.Kafka kafka) {
        return KafkaClientSettings.atLeast(kafka.writeTimeout(), 500);
    }

    /**
     * Settings of the producer.
     *
     * @param bufferBytes what it may hold in memory; at least two of the largest records are
     *     allowed
     */
    static Map<String, Object> of(IngestConfig.Kafka kafka, long bufferBytes) {
        Map<String, Object> settings = KafkaClientSettings.of(kafka);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, SpanLogTopic.MAX_MESSAGE_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(bufferBytes, MIN_BUFFER_BYTES));
        settings.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                KafkaClientSettings.atLeast(kafka.dialTimeout(), 100));
        int delivery = (int) deliveryMillis(kafka);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        // half of it, so that a broker that hangs leaves time for a try at its successor
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (delivery - LINGER_MILLIS) / 2);
        // the client's preference: the least CPU for both sides
        String compression = kafka.producerCompression();
        settings.put(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression.isEmpty() ? "lz4" : compression);
        return settings;
    }
}
