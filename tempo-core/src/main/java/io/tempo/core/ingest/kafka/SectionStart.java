package io.tempo.core.ingest.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.Set;

/**
 * Where to begin to read a partition of the span log so as to find the same sections as everybody
 * else.
 *
 * @param offset of the first record to read
 * @param aligned whether that begins a section; otherwise the first section that is known for sure
 *     begins with the first {@link SectionCutter.Cut#CYCLE} after it
 */
public record SectionStart(long offset, boolean aligned) {

    /**
     * Where to begin to have all sections of which any record is as young as this. Blocks while
     * Kafka is asked.
     *
     * @param unixMillis the oldest time that is wanted
     */
    public static SectionStart before(
            Consumer<?, ?> consumer, TopicPartition partition, SectionSize size, long unixMillis) {
        long first = consumer.beginningOffsets(Set.of(partition)).get(partition);
        // One cycle more: of two records in one batch that both have the very time that is looked
        // for Kafka may name the second. Then only who reads on knows where the next cycle begins.
        long cycle = size.cycleOf(unixMillis) - 1;
        OffsetAndTimestamp found = find(consumer, partition, size.startOf(cycle));
        if (found != null) {
            boolean aligned = found.offset() <= first || size.cycleOf(found.timestamp()) > cycle;
            return new SectionStart(found.offset(), aligned);
        }
        // All records are older. The last of them tells whether the next is in a later cycle.
        long end = consumer.endOffsets(Set.of(partition)).get(partition);
        return end <= first + 1 ? new SectionStart(first, true) : new SectionStart(end - 1, false);
    }

    /**
     * The latest cycle of any record up to an offset: what {@link SectionCutter} must know of a
     * section that begins there. Blocks while Kafka is asked.
     *
     * @param offset of the record
     * @param timestampMillis of the record
     */
    public static long cycle(
            Consumer<?, ?> consumer,
            TopicPartition partition,
            SectionSize size,
            long offset,
            long timestampMillis) {
        long cycle = size.cycleOf(timestampMillis);
        while (true) {
            OffsetAndTimestamp later = find(consumer, partition, size.startOf(cycle + 1));
            if (later == null || later.offset() >= offset) {
                return cycle;
            }
            cycle = size.cycleOf(later.timestamp());
        }
    }

    private static OffsetAndTimestamp find(
            Consumer<?, ?> consumer, TopicPartition partition, long unixMillis) {
        return consumer.offsetsForTimes(Map.of(partition, Math.max(0, unixMillis))).get(partition);
    }
}
