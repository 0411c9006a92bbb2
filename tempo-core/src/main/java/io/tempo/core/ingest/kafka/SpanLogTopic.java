package io.tempo.core.ingest.kafka;

import io.tempo.core.config.IngestConfig;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The topic of the span log. */
public final class SpanLogTopic {

    /** What the topic must take: the largest record, and what a batch adds. */
    static final int MAX_MESSAGE_BYTES = 16_000_000;

    private static final Logger log = LoggerFactory.getLogger(SpanLogTopic.class);

    private SpanLogTopic() {}

    /**
     * Asks the brokers for the topic, and creates it if there is none and the configuration allows
     * to: with the configured partitions, or the brokers' default if that is not positive, and room
     * for the largest record. Distributors that do this at the same time end up with one topic.
     *
     * @return the number of its partitions
     * @throws ExecutionException what the brokers, or the way to them, failed with
     * @throws TimeoutException if the brokers do not answer in time
     */
    public static int ensure(Admin admin, IngestConfig.Kafka kafka)
            throws ExecutionException, TimeoutException, InterruptedException {
        long timeout = KafkaClientSettings.atLeast(kafka.writeTimeout(), 1_000);
        try {
            return partitions(admin, kafka.topic(), timeout);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                    || !kafka.autoCreateTopicEnabled()) {
                throw e;
            }
        }
        create(admin, kafka, timeout);
        return partitions(admin, kafka.topic(), timeout);
    }

    private static int partitions(Admin admin, String topic, long timeoutMillis)
            throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription description =
                admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(timeoutMillis, TimeUnit.MILLISECONDS)
                        .get(topic);
        return description.partitions().size();
    }

    private static void create(Admin admin, IngestConfig.Kafka kafka, long timeoutMillis)
            throws ExecutionException, TimeoutException, InterruptedException {
        int partitions = kafka.autoCreateTopicDefaultPartitions();
        NewTopic topic =
                new NewTopic(
                                kafka.topic(),
                                partitions > 0 ? Optional.of(partitions) : Optional.empty(),
                                Optional.empty())
                        .configs(
                                Map.of(
                                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                        Integer.toString(MAX_MESSAGE_BYTES)));
        try {
            admin.createTopics(List.of(topic)).all().get(timeoutMillis, TimeUnit.MILLISECONDS);
            log.info("created the topic {} of the span log", kafka.topic());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
