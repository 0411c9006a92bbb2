package io.tempo.core.storage;

import io.tempo.core.block.BlockMeta;

import java.util.List;

/**
 * The blocks of one tenant at one moment.
 *
 * @param live blocks to be searched, in no particular order
 * @param compacted blocks that others have replaced
 */
public record TenantBlocks(List<BlockMeta> live, List<CompactedBlock> compacted) {

    /** No blocks. */
    public static final TenantBlocks NONE = new TenantBlocks(List.of(), List.of());

    public TenantBlocks {
        live = List.copyOf(live);
        compacted = List.copyOf(compacted);
    }

    public boolean isEmpty() {
        return live.isEmpty() && compacted.isEmpty();
    }
}
