package io.tempo.querier.frontend;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;
import io.tempo.core.recent.RecentData;
import io.tempo.core.recent.RecentPart;
import io.tempo.core.recent.RecentView;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.TenantBlocks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Where the data of one tenant lies at one moment: recent parts, and the blocks in object storage
 * that no recent part covers. Each span that was acknowledged before {@link #open} is in exactly
 * one of them.
 */
final class Sources implements AutoCloseable {

    private final TenantId tenant;
    private final RecentView view;
    private final List<RecentPart> recent = new ArrayList<>();
    private final List<BlockMeta> blocks = new ArrayList<>();
    private final TenantBlocks listed;
    private final List<String> damaged;

    private Sources(TenantId tenant, RecentView view, TenantBlocks listed, List<String> damaged) {
        this.tenant = tenant;
        this.view = view;
        this.damaged = damaged;
        this.listed = listed;
        Set<UUID> live = new HashSet<>();
        for (BlockMeta meta : listed.live()) {
            live.add(meta.blockId());
        }
        for (RecentPart part : view.parts()) {
            if (!RecentView.isRepeated(part, live::contains)) {
                recent.add(part);
            }
        }
        for (BlockMeta meta : listed.live()) {
            if (!view.blockIds().contains(meta.blockId())) {
                blocks.add(meta);
            }
        }
    }

    /** What there is now. The view is opened before the list is read: see {@link RecentView}. */
    static Sources open(TenantId tenant, RecentData recent, BlockList blocks) {
        RecentView view = recent.open(tenant);
        try {
            return new Sources(tenant, view, blocks.blocks(tenant), blocks.damaged(tenant));
        } catch (RuntimeException e) {
            view.close();
            throw e;
        }
    }

    /** Whose data it is. */
    TenantId tenant() {
        return tenant;
    }

    /** Recent parts that count. */
    List<RecentPart> recent() {
        return recent;
    }

    /** Live blocks in object storage that count. */
    List<BlockMeta> blocks() {
        return blocks;
    }

    /** What is wrong with blocks that are not among these, because their meta cannot be read. */
    List<String> damaged() {
        return damaged;
    }

    /** All that was listed, compacted blocks included. */
    TenantBlocks listed() {
        return listed;
    }

    @Override
    public void close() {
        view.close();
    }
}
