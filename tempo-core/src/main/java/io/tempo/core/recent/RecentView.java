package io.tempo.core.recent;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The recent data of one tenant at one moment: every span that had been acknowledged by then, and
 * that was not yet left to object storage, is in exactly one part. Parts stay readable until the
 * view is closed. Thread-safe.
 *
 * <p>Together with object storage, no span is missed or counted twice if a query
 *
 * <ol>
 *   <li>opens this view,
 *   <li>then takes the list of the tenant's live blocks in object storage,
 *   <li>leaves out of that list the blocks in {@link #blockIds}, and
 *   <li>leaves out of this view the parts that {@link #isRepeated} says are in other blocks of that
 *       list.
 * </ol>
 */
public interface RecentView extends AutoCloseable {

    /** The blocks that the parts are, or are going to be. */
    Set<UUID> blockIds();

    /** What there is, newest first. */
    List<RecentPart> parts();

    /**
     * Whether what a part holds is found in object storage under another block id, or no more
     * wanted: the part has been copied there and the copy has since been compacted away or deleted.
     *
     * @param inBackend whether a block is in the list of the tenant's live blocks, taken after this
     *     view was opened
     */
    static boolean isRepeated(RecentPart part, Predicate<UUID> inBackend) {
        return switch (part) {
            case LivePart live -> false;
            case BlockPart block -> block.copied() && !inBackend.test(block.blockId());
        };
    }

    /** Lets the parts go. */
    @Override
    void close();
}
