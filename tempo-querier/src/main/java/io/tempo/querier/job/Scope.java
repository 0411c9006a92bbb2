package io.tempo.querier.job;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentPart;

import java.util.List;

/**
 * The data that a job looks at. Recent parts are those of a view that stays open until the query
 * ends, so they are only for queriers in the frontend's process.
 */
public sealed interface Scope {

    /** Spans in memory. */
    record Live(LivePart part) implements Scope {}

    /**
     * Row groups of a block on the local disk.
     *
     * @param fromRowGroup first
     * @param toRowGroup the one after the last
     */
    record LocalBlock(BlockPart part, int fromRowGroup, int toRowGroup) implements Scope {}

    /**
     * Row groups of a block in object storage.
     *
     * @param fromRowGroup first
     * @param toRowGroup the one after the last; may exceed what the file has
     */
    record StoredBlock(BlockMeta meta, int fromRowGroup, int toRowGroup) implements Scope {}

    /** Places that are asked for traces by their ids. */
    record Places(List<RecentPart> recent, List<BlockMeta> blocks) implements Scope {

        public Places {
            recent = List.copyOf(recent);
            blocks = List.copyOf(blocks);
        }
    }
}
