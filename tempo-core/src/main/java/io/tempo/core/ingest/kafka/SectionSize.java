package io.tempo.core.ingest.kafka;

import io.tempo.core.config.BlockBuilderConfig;

import java.time.Duration;

/**
 * How long and how large sections are. All components that read the span log must have the same
 * size in mind, or they do not agree on where one section ends and the next begins.
 *
 * @param cycle a section ends where it is time for the next multiple of this since the epoch
 * @param maxBytes a section ends before the record with which the values of its records would have
 *     more bytes than this
 */
public record SectionSize(Duration cycle, long maxBytes) {

    /**
     * No section is larger, whatever is configured: a section is held in memory while it becomes
     * blocks, and takes about half of this then.
     */
    public static final long MOST_BYTES = 512L << 20;

    public SectionSize {
        if (cycle.toMillis() <= 0 || maxBytes <= 0) {
            throw new IllegalArgumentException(
                    "a section of " + cycle + " and " + maxBytes + " bytes is empty");
        }
    }

    /** The configured size. */
    public static SectionSize of(BlockBuilderConfig config) {
        Duration cycle = config.consumeCycleDuration();
        long most = config.maxConsumingBytes();
        return new SectionSize(
                cycle.toMillis() > 0 ? cycle : Duration.ofMillis(1),
                most > 0 ? Math.min(most, MOST_BYTES) : MOST_BYTES);
    }

    /** The number of the cycle that a time is in. */
    public long cycleOf(long unixMillis) {
        return Math.floorDiv(unixMillis, cycle.toMillis());
    }

    /** When a cycle begins; unix milliseconds. */
    public long startOf(long cycleNumber) {
        return cycleNumber * cycle.toMillis();
    }
}
