package io.tempo.core.recent;

import io.tempo.core.model.TenantId;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Recent data by partition of the span log: what one of several live-stores has. Thread-safe.
 *
 * <p>What a live-store holds of a section of a partition and the block that is made of that section
 * are the same spans. So a query names the blocks that it reads from object storage, and gets what
 * is in none of them.
 */
public interface RecentPartitions {

    /**
     * What there is of a tenant now in one partition.
     *
     * @param stored whether a block is one that the query reads from object storage, or that was
     *     compacted into such
     * @throws NotOwnedException if the partition is not one of this process'
     */
    Opened open(TenantId tenant, int partition, Predicate<UUID> stored) throws NotOwnedException;

    /**
     * A view of a partition.
     *
     * @param view without the parts that are stored; to be closed
     * @param lag how old the newest record of the partition is that is not in it yet, at most; zero
     *     if it has all
     */
    record Opened(RecentView view, Duration lag) {}

    /** The partition is not, or no more, one of this process'. */
    final class NotOwnedException extends Exception {
        public NotOwnedException(int partition) {
            super("partition " + partition + " is not one of this live-store's");
        }
    }
}
