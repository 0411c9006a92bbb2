package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Block {@code block_builder}: from Kafka to blocks.
 *
 * @param assignedPartitions by instance id; empty where {@code partitionsPerInstance} is used
 * @param partitionsPerInstance 0 where {@code assignedPartitions} is used
 * @param maxConsumingBytes of a cycle; 0 for no limit
 */
public record BlockBuilderConfig(
        String instanceId,
        Map<String, List<Long>> assignedPartitions,
        int partitionsPerInstance,
        Duration consumeCycleDuration,
        long maxConsumingBytes,
        WalConfig wal) {

    static BlockBuilderConfig of(Section s) {
        return new BlockBuilderConfig(
                s.text("instance_id"),
                s.integersMap("assigned_partitions"),
                s.integer("partitions_per_instance"),
                s.duration("consume_cycle_duration"),
                s.number("max_consuming_bytes"),
                WalConfig.of(s.section("wal")));
    }
}
