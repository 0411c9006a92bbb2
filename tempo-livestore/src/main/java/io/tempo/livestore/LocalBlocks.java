package io.tempo.livestore;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.TenantId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.DurableFiles;
import io.tempo.core.storage.NoSuchObjectException;
import io.tempo.core.storage.ObjectInfo;
import io.tempo.core.storage.ObjectOutput;
import io.tempo.core.storage.ObjectStore;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The files of finished blocks: {@code blocks/<tenant>/<block>/} below the log, laid out as in
 * object storage, and beside a block's objects {@code flushed}, with the time at which it was
 * copied. A block that was let go has {@code meta.deleted.json} in place of its {@code meta.json}.
 */
final class LocalBlocks implements AutoCloseable {

    static final String FLUSHED = "flushed";
    static final String DELETED_META = "meta.deleted.json";

    private static final long READER_CACHE_BYTES = 32 << 20;
    private static final long BLOOM_CACHE_BYTES = 16 << 20;
    private static final int WRITE_BUFFER_BYTES = 1 << 18;

    private final LiveStoreSettings settings;
    private final TenantPolicy policy;
    private final Path directory;
    private final Path damagedDirectory;
    private final BlockStore store;

    /** Makes the store of the files below a directory. */
    interface ObjectStores {
        ObjectStore open(Path directory) throws IOException;
    }

    /**
     * @param columns for what is decoded of the blocks' files
     */
    LocalBlocks(
            LiveStoreSettings settings,
            TenantPolicy policy,
            ObjectStores stores,
            ColumnCache columns)
            throws IOException {
        this.settings = settings;
        this.policy = policy;
        this.directory = settings.walPath().resolve("blocks");
        this.damagedDirectory = settings.walPath().resolve("damaged");
        this.store =
                new BlockStore(
                        stores.open(directory), READER_CACHE_BYTES, BLOOM_CACHE_BYTES, columns);
    }

    /** What a folder below a tenant's is. */
    enum State {
        FINISHED,
        UNFINISHED,
        LET_GO
    }

    /** A folder that looks like a block. */
    record Found(UUID blockId, State state, Instant finishedAt, Instant flushedAt) {}

    // ---- writing ----

    /**
     * Writes a block, durably.
     *
     * @throws IOException if it cannot be written; nothing of it is left then, as far as possible
     */
    LocalBlock write(
            TenantId tenant, Segment segment, SpanColumns columns, TraceLayout layout, Instant now)
            throws IOException {
        UUID id = segment.blockId;
        try {
            BlockMeta written =
                    BlockWriter.write(
                            columns,
                            layout,
                            spec(tenant, segment),
                            name ->
                                    name.equals(BlockStore.META)
                                            ? OutputStream.nullOutputStream()
                                            : new Committing(
                                                    store.objects()
                                                            .create(
                                                                    BlockStore.key(
                                                                            tenant, id, name))));
            BlockMeta meta = withArrival(written, segment);
            store.objects()
                    .put(BlockStore.key(tenant, id, BlockStore.META), BlockMetaJson.write(meta));
            return new LocalBlock(store.open(meta), now);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            try {
                delete(tenant, id);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    private BlockSpec spec(TenantId tenant, Segment segment) {
        Instant latest =
                Instant.ofEpochMilli(segment.lastArrivalMillis()).plus(settings.timeRangeSlack());
        return new BlockSpec(
                segment.blockId,
                tenant.value(),
                settings.blockVersion(),
                policy.dedicatedColumns(tenant),
                settings.bloomFalsePositive(),
                settings.bloomShardBytes(),
                settings.rowGroupBytes(),
                0,
                null,
                latest);
    }

    /**
     * Spans of long ago keep their start, so that they are found by time; but the block ends no
     * earlier than its spans came, so that it is not taken for an old one and deleted.
     */
    private BlockMeta withArrival(BlockMeta m, Segment segment) {
        Instant arrived =
                Instant.ofEpochMilli(segment.firstArrivalMillis())
                        .minus(settings.timeRangeSlack())
                        .truncatedTo(ChronoUnit.SECONDS);
        if (!m.endTime().isBefore(arrived)) {
            return m;
        }
        return new BlockMeta(
                m.format(),
                m.blockId(),
                m.tenantId(),
                m.startTime(),
                arrived,
                m.totalObjects(),
                m.size(),
                m.compactionLevel(),
                m.totalRecords(),
                m.bloomShards(),
                m.footerSize(),
                m.dedicatedColumns(),
                m.replicationFactor());
    }

    /** Makes an object exist when it is closed. */
    private static final class Committing extends FilterOutputStream {
        private final ObjectOutput object;

        Committing(ObjectOutput object) {
            super(new BufferedOutputStream(object, WRITE_BUFFER_BYTES));
            this.object = object;
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
        }

        @Override
        public void close() throws IOException {
            try (object) {
                out.flush();
                object.commit();
            }
        }
    }

    /** Where a block's files are. */
    Path folder(TenantId tenant, UUID block) {
        return directory.resolve(tenant.value()).resolve(block.toString());
    }

    /** Notes that a block was copied. */
    void markFlushed(TenantId tenant, UUID block, Instant when) throws IOException {
        store.objects()
                .put(
                        BlockStore.key(tenant, block, FLUSHED),
                        when.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Notes that a block was let go, so that it is not found again after a restart. */
    void markLetGo(TenantId tenant, UUID block) throws IOException {
        try {
            store.objects()
                    .rename(
                            BlockStore.key(tenant, block, BlockStore.META),
                            BlockStore.key(tenant, block, DELETED_META));
        } catch (NoSuchObjectException alreadyDone) {
            return;
        }
    }

    /** Deletes a block's files. */
    void delete(TenantId tenant, UUID block) throws IOException {
        store.delete(tenant, block);
    }

    /** Puts a damaged block out of the way; gives where. */
    Path setAside(TenantId tenant, UUID block) throws IOException {
        store.forget(tenant, block);
        Path target = damagedDirectory.resolve(tenant.value()).resolve(block.toString());
        DurableFiles.createDirectories(target.getParent());
        Files.move(folder(tenant, block), target);
        return target;
    }

    // ---- at start ----

    List<TenantId> tenants() throws IOException {
        return store.tenants();
    }

    /** Whatever there is of a tenant's blocks. */
    List<Found> find(TenantId tenant) throws IOException {
        List<Found> found = new ArrayList<>();
        String prefix = tenant.value() + '/';
        for (String folder : store.objects().listFolders(prefix)) {
            UUID id;
            try {
                id = UUID.fromString(folder);
            } catch (IllegalArgumentException notABlock) {
                continue;
            }
            found.add(found(id, store.objects().list(prefix + folder + '/')));
        }
        return found;
    }

    private static Found found(UUID id, List<ObjectInfo> objects) {
        Set<String> names = new HashSet<>();
        Instant finished = null;
        Instant flushed = null;
        for (ObjectInfo object : objects) {
            String name = object.key().substring(object.key().lastIndexOf('/') + 1);
            names.add(name);
            if (name.equals(BlockStore.META)) {
                finished = object.modified();
            } else if (name.equals(FLUSHED)) {
                flushed = object.modified();
            }
        }
        State state = finished == null ? State.UNFINISHED : State.FINISHED;
        if (names.contains(DELETED_META)) {
            state = State.LET_GO;
        }
        return new Found(id, state, finished, flushed);
    }

    /**
     * Opens a block that was found, and checks that all its objects are there.
     *
     * @throws IOException saying what is wrong with it
     */
    LocalBlock open(TenantId tenant, Found found) throws IOException {
        BlockMeta meta = store.meta(tenant, found.blockId());
        BlockReader reader = store.open(meta);
        BlockSource source = store.source(meta);
        for (int shard = 0; shard < meta.bloomShardCount(); shard++) {
            String name = BlockStore.BLOOM_PREFIX + shard;
            if (source.object(name).length == 0) {
                throw new IOException("block " + meta.blockId() + ": " + name + " is empty");
            }
        }
        LocalBlock block = new LocalBlock(reader, found.finishedAt());
        block.copiedAt = found.flushedAt();
        return block;
    }

    @Override
    public void close() {
        store.close();
    }
}
