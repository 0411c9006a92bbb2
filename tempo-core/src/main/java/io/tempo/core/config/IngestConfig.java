package io.tempo.core.config;

import java.time.Duration;
import java.util.List;

/** Block {@code ingest}: the span log between distributors and the rest. */
public record IngestConfig(Kafka kafka) {

    /**
     * Block {@code ingest.kafka}.
     *
     * @param address brokers to start from, host:port
     * @param writeTimeout in which a record must be delivered
     * @param consumerGroup "" for each component's own; {@code <partition>} stands for the
     *     partition
     * @param producerMaxRecordSizeBytes larger records are split
     * @param producerMaxBufferedBytes 0 for no limit
     * @param producerCompression "" for the client's preference
     * @param consumerGroupLagMetricUpdateInterval zero for never
     */
    public record Kafka(
            List<String> address,
            String topic,
            String clientId,
            String clientRack,
            Duration dialTimeout,
            Duration writeTimeout,
            String saslMechanism,
            String saslUsername,
            Secret saslPassword,
            boolean tlsEnabled,
            @Inline ClientTlsConfig tls,
            String consumerGroup,
            Duration consumerGroupOffsetCommitInterval,
            Duration lastProducedOffsetRetryTimeout,
            boolean autoCreateTopicEnabled,
            int autoCreateTopicDefaultPartitions,
            int producerMaxRecordSizeBytes,
            long producerMaxBufferedBytes,
            String producerCompression,
            Duration targetConsumerLagAtStartup,
            Duration maxConsumerLagAtStartup,
            Duration consumerGroupLagMetricUpdateInterval) {}
}
