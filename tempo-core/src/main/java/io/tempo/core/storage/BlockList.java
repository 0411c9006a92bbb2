package io.tempo.core.storage;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process knows of the blocks of all tenants: what was polled last, and on top of it what
 * this process has itself added and removed since. Its own changes are seen at once, and are
 * applied again to a poll's result if that may not have seen them. Thread-safe; answers are
 * snapshots.
 */
public final class BlockList {

    private final Clock clock;
    private final Map<TenantId, State> tenants = new ConcurrentHashMap<>();
    private final Map<TenantId, Map<UUID, String>> damaged = new ConcurrentHashMap<>();

    private record State(TenantBlocks blocks, List<Change> changes) {}

    private record Change(
            Instant time,
            List<BlockMeta> added,
            Set<UUID> removed,
            List<CompactedBlock> compacted,
            Set<UUID> compactedRemoved) {}

    public BlockList(Clock clock) {
        this.clock = clock;
    }

    /** Tenants that have blocks. */
    public Set<TenantId> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    /** The blocks of a tenant. */
    public TenantBlocks blocks(TenantId tenant) {
        State state = tenants.get(tenant);
        return state == null ? TenantBlocks.NONE : state.blocks;
    }

    /**
     * What is wrong with blocks that a poll found but could not take in, because their meta is
     * damaged: answers about the tenant are without them.
     */
    public List<String> damaged(TenantId tenant) {
        return List.copyOf(damaged.getOrDefault(tenant, Map.of()).values());
    }

    /** Forgets which blocks are damaged; a poll looks at them again. */
    void forgetDamaged(TenantId tenant) {
        damaged.remove(tenant);
    }

    void reportDamaged(TenantId tenant, UUID block, String what) {
        damaged.computeIfAbsent(tenant, t -> new ConcurrentHashMap<>()).put(block, what);
    }

    /** A block was written. */
    public void add(TenantId tenant, BlockMeta block) {
        update(tenant, List.of(block), Set.of(), List.of(), Set.of());
    }

    /**
     * Blocks were written, and others became something else.
     *
     * @param added new live blocks; not added if they are also in one of the other collections
     * @param removed blocks that are live no more
     * @param compacted blocks that are now marked as compacted
     * @param compactedRemoved compacted blocks that were deleted
     */
    public void update(
            TenantId tenant,
            Collection<BlockMeta> added,
            Collection<UUID> removed,
            Collection<CompactedBlock> compacted,
            Collection<UUID> compactedRemoved) {
        Change change =
                new Change(
                        clock.instant(),
                        List.copyOf(added),
                        Set.copyOf(removed),
                        List.copyOf(compacted),
                        Set.copyOf(compactedRemoved));
        tenants.compute(
                tenant,
                (t, state) -> {
                    State before = state == null ? new State(TenantBlocks.NONE, List.of()) : state;
                    List<Change> changes = new ArrayList<>(before.changes);
                    changes.add(change);
                    return new State(apply(before.blocks, List.of(change)), List.copyOf(changes));
                });
    }

    /**
     * Takes the result of a poll.
     *
     * @param asOf the result has seen all changes made before; own changes since then are applied
     *     to it
     */
    void polled(TenantId tenant, TenantBlocks result, Instant asOf) {
        tenants.compute(
                tenant,
                (t, state) -> {
                    List<Change> since = new ArrayList<>();
                    if (state != null) {
                        for (Change change : state.changes) {
                            if (!change.time.isBefore(asOf)) {
                                since.add(change);
                            }
                        }
                    }
                    TenantBlocks blocks = apply(result, since);
                    return blocks.isEmpty() && since.isEmpty()
                            ? null
                            : new State(blocks, List.copyOf(since));
                });
    }

    private static TenantBlocks apply(TenantBlocks base, List<Change> changes) {
        if (changes.isEmpty()) {
            return base;
        }
        Map<UUID, BlockMeta> live = new LinkedHashMap<>();
        for (BlockMeta meta : base.live()) {
            live.put(meta.blockId(), meta);
        }
        Map<UUID, CompactedBlock> compacted = new LinkedHashMap<>();
        for (CompactedBlock block : base.compacted()) {
            compacted.put(block.meta().blockId(), block);
        }
        for (Change change : changes) {
            Set<UUID> gone = new HashSet<>(change.removed);
            gone.addAll(change.compactedRemoved);
            for (CompactedBlock block : change.compacted) {
                gone.add(block.meta().blockId());
                compacted.put(block.meta().blockId(), block);
            }
            for (BlockMeta meta : change.added) {
                live.put(meta.blockId(), meta);
            }
            live.keySet().removeAll(gone);
            compacted.keySet().removeAll(change.compactedRemoved);
        }
        return new TenantBlocks(List.copyOf(live.values()), List.copyOf(compacted.values()));
    }
}
