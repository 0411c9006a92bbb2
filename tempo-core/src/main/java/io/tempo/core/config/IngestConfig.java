package io.tempo.core.config;

import java.time.Duration;
import java.util.List;

/** Block {@code ingest}: the span log between distributors and the rest. */
public record IngestConfig(Kafka kafka) {

    static IngestConfig of(Section s) {
        return new IngestConfig(Kafka.of(s.section("kafka")));
    }

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
            Duration consumerGroupLagMetricUpdateInterval) {

        static Kafka of(Section s) {
            return new Kafka(
                    s.texts("address"),
                    s.text("topic"),
                    s.text("client_id"),
                    s.text("client_rack"),
                    s.duration("dial_timeout"),
                    s.duration("write_timeout"),
                    s.text("sasl_mechanism"),
                    s.text("sasl_username"),
                    s.secret("sasl_password"),
                    s.bool("tls_enabled"),
                    ClientTlsConfig.of(s),
                    s.text("consumer_group"),
                    s.duration("consumer_group_offset_commit_interval"),
                    s.duration("last_produced_offset_retry_timeout"),
                    s.bool("auto_create_topic_enabled"),
                    s.integer("auto_create_topic_default_partitions"),
                    s.integer("producer_max_record_size_bytes"),
                    s.number("producer_max_buffered_bytes"),
                    s.text("producer_compression"),
                    s.duration("target_consumer_lag_at_startup"),
                    s.duration("max_consumer_lag_at_startup"),
                    s.duration("consumer_group_lag_metric_update_interval"));
        }
    }
}
