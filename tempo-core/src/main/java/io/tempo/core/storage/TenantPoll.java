package io.tempo.core.storage;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Finds out what blocks one tenant has. */
final class TenantPoll {

    private static final Logger LOG = LoggerFactory.getLogger(TenantPoll.class);

    private final BlockStore store;
    private final BlockList list;
    private final PollSettings settings;
    private final Clock clock;
    private final PollMetrics metrics;

    /**
     * What was found.
     *
     * @param asOf all changes made before are in it
     */
    record Result(TenantBlocks blocks, Instant asOf) {}

    TenantPoll(
            BlockStore store,
            BlockList list,
            PollSettings settings,
            Clock clock,
            PollMetrics metrics) {
        this.store = store;
        this.list = list;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
    }

    Result poll(TenantId tenant, boolean builds) throws IOException {
        metrics.builder(tenant, builds);
        if (!builds) {
            try {
                return readIndex(tenant);
            } catch (IOException e) {
                metrics.indexError(tenant);
                if (!settings.fallback()) {
                    throw e;
                }
                LOG.warn("no index of tenant {}, listing its blocks: {}", tenant, e.getMessage());
            }
        }
        return listBlocks(tenant);
    }

    private Result readIndex(TenantId tenant) throws IOException {
        TenantIndex index = store.readIndex(tenant);
        Instant oldest = clock.instant().minus(settings.staleTenantIndex());
        if (!settings.staleTenantIndex().isZero() && index.createdAt().isBefore(oldest)) {
            throw new IOException(
                    "the index of tenant " + tenant + " is stale: made at " + index.createdAt());
        }
        metrics.index(tenant, index.createdAt());
        // Its writer stamped it after listing the blocks; a listing takes at most about an
        // interval.
        return new Result(index.blocks(), index.createdAt().minus(settings.interval()));
    }

    private Result listBlocks(TenantId tenant) throws IOException {
        Instant before = clock.instant();
        List<ObjectInfo> listing = store.objects().list(tenant.value() + '/');
        BlockStore.BlockIds ids = BlockStore.blockIds(tenant, listing);
        TenantBlocks blocks = metas(tenant, ids);
        store.writeIndex(tenant, new TenantIndex(before, blocks));
        metrics.index(tenant, before);
        if (blocks.isEmpty() && settings.deleteEmptyTenants()) {
            deleteLeftovers(tenant, before);
        }
        return new Result(blocks, before);
    }

    private TenantBlocks metas(TenantId tenant, BlockStore.BlockIds ids) throws IOException {
        list.forgetDamaged(tenant);
        TenantBlocks known = list.blocks(tenant);
        Map<UUID, BlockMeta> knownLive = new HashMap<>();
        for (BlockMeta meta : known.live()) {
            knownLive.put(meta.blockId(), meta);
        }
        Map<UUID, CompactedBlock> knownCompacted = new HashMap<>();
        for (CompactedBlock block : known.compacted()) {
            knownCompacted.put(block.meta().blockId(), block);
        }

        List<BlockMeta> live = Collections.synchronizedList(new ArrayList<>());
        List<CompactedBlock> compacted = Collections.synchronizedList(new ArrayList<>());
        Set<UUID> unknown = new HashSet<>();
        for (UUID id : ids.live()) {
            BlockMeta meta = knownLive.get(id);
            if (meta != null) {
                live.add(meta);
            } else {
                unknown.add(id);
            }
        }
        for (Map.Entry<UUID, Instant> e : ids.compacted().entrySet()) {
            UUID id = e.getKey();
            if (knownCompacted.containsKey(id)) {
                compacted.add(knownCompacted.get(id));
            } else if (knownLive.containsKey(id)) {
                compacted.add(new CompactedBlock(knownLive.get(id), clock.instant()));
            } else {
                unknown.add(id);
            }
        }
        Concurrently.forEach(
                unknown, settings.concurrency(), id -> read(tenant, id, ids, live, compacted));
        return new TenantBlocks(live, compacted);
    }

    private void read(
            TenantId tenant,
            UUID id,
            BlockStore.BlockIds ids,
            List<BlockMeta> live,
            List<CompactedBlock> compacted)
            throws IOException {
        waitJitter();
        try {
            if (ids.live().contains(id)) {
                try {
                    live.add(store.meta(tenant, id));
                } catch (NoSuchObjectException noMoreLive) {
                    BlockMeta meta = store.compactedMeta(tenant, id);
                    if (!ids.compacted().containsKey(id)) {
                        compacted.add(new CompactedBlock(meta, clock.instant()));
                    }
                }
            }
            Instant since = ids.compacted().get(id);
            if (since != null) {
                compacted.add(new CompactedBlock(store.compactedMeta(tenant, id), since));
            }
        } catch (NoSuchObjectException vanished) {
            LOG.debug("block {}/{} vanished while it was polled", tenant, id);
        } catch (DamagedBlockException e) {
            metrics.pollError(tenant);
            list.reportDamaged(tenant, id, "block " + id + " is left out: " + e.getMessage());
            LOG.error("block {}/{} is left out: {}", tenant, id, e.getMessage());
        }
    }

    private void waitJitter() throws IOException {
        long most = settings.jitter().toMillis();
        if (most > 0) {
            try {
                Thread.sleep(ThreadLocalRandom.current().nextLong(most));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    /** Deletes what is left of a tenant, if all of it is old and nobody has written an index. */
    private void deleteLeftovers(TenantId tenant, Instant now) throws IOException {
        Instant youngest = now.minus(settings.emptyTenantDeletionAge());
        List<ObjectInfo> left = store.objects().list(tenant.value() + '/');
        for (ObjectInfo object : left) {
            String name = object.key().substring(tenant.value().length() + 1);
            if (object.modified().isAfter(youngest)
                    || name.equals(BlockStore.TENANT_INDEX_PROTOBUF)
                    || name.equals(BlockStore.TENANT_INDEX_JSON)) {
                return;
            }
        }
        for (ObjectInfo object : left) {
            store.objects().delete(object.key());
        }
        if (!left.isEmpty()) {
            LOG.info("deleted {} objects left of the empty tenant {}", left.size(), tenant);
        }
    }
}
