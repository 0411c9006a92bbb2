package io.tempo.core.ingest.kafka;

/**
 * Follows the records of one partition of the span log, and tells where sections begin. It decides
 * by the records alone: everybody who begins at the start of a section finds the same sections from
 * there on, whenever and however often they read.
 *
 * <p>A record begins a section
 *
 * <ul>
 *   <li>if it is the first in the log whose timestamp is in a later cycle than those of all records
 *       before it. That is what Kafka finds by time ({@code offsetsForTimes} of the cycle's start),
 *       so readers need not have read the records before. Records that come late, with a timestamp
 *       of an earlier cycle, are in the section in whose midst they are;
 *   <li>or if with it the section would be too large.
 * </ul>
 *
 * <p>Where nothing is written the last section of a partition would not end, so whoever makes
 * blocks of it then writes a {@link SpanLogTick}. Not thread-safe.
 */
public final class SectionCutter {

    /** What a record means for the sections. */
    public enum Cut {
        /** It is one more of the section. */
        NONE,
        /** It begins a section, by its time. */
        CYCLE,
        /** It begins a section since the last one is full. */
        SIZE
    }

    private final SectionSize size;
    private final int partition;
    private Section section;
    private long cycle;
    private long bytes;

    /** Begins a section with the next record, in the cycle that its timestamp is in. */
    public SectionCutter(SectionSize size, int partition) {
        this(size, partition, Long.MIN_VALUE);
    }

    /**
     * Begins a section with the next record.
     *
     * @param cycle the latest that any record before it was in; see {@link SectionStart#cycle}
     */
    public SectionCutter(SectionSize size, int partition, long cycle) {
        this.size = size;
        this.partition = partition;
        this.cycle = cycle;
    }

    /**
     * Takes the next record.
     *
     * @param bytes of its value
     */
    public Cut next(long offset, long timestampMillis, int bytes) {
        long of = size.cycleOf(timestampMillis);
        if (of > cycle || section == null) {
            cycle = Math.max(cycle, of);
            return begin(offset, bytes, Cut.CYCLE);
        }
        if (this.bytes + bytes > size.maxBytes()) {
            return begin(offset, bytes, Cut.SIZE);
        }
        this.bytes += bytes;
        return Cut.NONE;
    }

    private Cut begin(long offset, int bytes, Cut cut) {
        section = new Section(partition, offset);
        this.bytes = bytes;
        return cut;
    }

    /** The section of the last record. */
    public Section section() {
        if (section == null) {
            throw new IllegalStateException("no record yet");
        }
        return section;
    }

    /** Bytes of the values of its records so far. */
    public long bytes() {
        return bytes;
    }

    /** A record with this timestamp or a later one ends the section; unix milliseconds. */
    public long endMillis() {
        section();
        return size.startOf(cycle + 1);
    }
}
