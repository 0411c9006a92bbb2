package io.tempo.core.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.micrometer.core.instrument.MeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.block.BloomFilter;
import io.tempo.core.block.BloomShard;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.parquet.RangeReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The blocks of an object store: {@code <tenant>/<block>/<object>}, as Tempo lays them out. A block
 * exists from the moment its {@code meta.json} does, which is written last; once others have
 * replaced it, that object is called {@code meta.compacted.json}.
 *
 * <p>Readers of blocks, their bloom filters and what is decoded of their files are kept in memory,
 * each within a number of bytes. Thread-safe.
 */
public final class BlockStore implements AutoCloseable {

    public static final String META = "meta.json";
    public static final String COMPACTED_META = "meta.compacted.json";
    public static final String DATA = BlockSource.DATA_OBJECT_NAME;
    public static final String INDEX = "index";
    public static final String BLOOM_PREFIX = "bloom-";
    public static final String NO_COMPACT_FLAG = "nocompact.flg";

    static final String TENANT_INDEX_PROTOBUF = "index.pb.zst";
    static final String TENANT_INDEX_JSON = "index.json.gz";

    private static final int READER_OVERHEAD_BYTES = 1024;

    private static final int SHARD_OVERHEAD_BYTES = 256;

    private final ObjectStore objects;
    private final ColumnCache columns;
    private final Cache<BlockKey, BlockReader> readers;
    private final Cache<ShardKey, BloomShard> blooms;

    /** A block and its place. */
    private record BlockKey(String tenant, UUID block) {}

    private record ShardKey(BlockKey block, int shard) {}

    /**
     * The ids of a tenant's blocks.
     *
     * @param live those with a {@code meta.json}
     * @param compacted those with a {@code meta.compacted.json}, and when it was written; a block
     *     that is being marked may be among both
     */
    public record BlockIds(Set<UUID> live, Map<UUID, Instant> compacted) {}

    /**
     * @param objects where blocks are; closed with this
     * @param readerCacheBytes for footers of files
     * @param bloomCacheBytes for bloom filters of blocks
     * @param columns for what is decoded of files; other stores may share it
     */
    public BlockStore(
            ObjectStore objects, long readerCacheBytes, long bloomCacheBytes, ColumnCache columns) {
        this.objects = objects;
        this.columns = columns;
        this.readers =
                Caffeine.newBuilder()
                        .maximumWeight(readerCacheBytes)
                        .weigher(BlockStore::weight)
                        .recordStats()
                        .build();
        this.blooms =
                Caffeine.newBuilder()
                        .maximumWeight(bloomCacheBytes)
                        .weigher(
                                (ShardKey key, BloomShard shard) ->
                                        (int) shard.memoryBytes() + SHARD_OVERHEAD_BYTES)
                        .recordStats()
                        .build();
    }

    private static int weight(BlockKey key, BlockReader reader) {
        return (int) Math.min(Integer.MAX_VALUE, reader.memoryBytes() + READER_OVERHEAD_BYTES);
    }

    /** Where what is decoded of the blocks' files is kept. */
    public ColumnCache columns() {
        return columns;
    }

    /** Measures the caches of the store, that of columns included. */
    public void bindMetrics(MeterRegistry registry) {
        CacheMetrics metrics = new CacheMetrics(registry);
        metrics.bind("parquet-footer", readers);
        metrics.bind("bloom", blooms);
        metrics.bind(columns);
    }

    /** Where the blocks are. */
    public ObjectStore objects() {
        return objects;
    }

    // ---- what there is ----

    /** Whoever has objects; folders whose name cannot be a tenant's are left out. */
    public List<TenantId> tenants() throws IOException {
        List<TenantId> tenants = new ArrayList<>();
        for (String folder : objects.listFolders("")) {
            try {
                tenants.add(new TenantId(folder));
            } catch (IllegalArgumentException notATenant) {
                continue;
            }
        }
        return tenants;
    }

    /** The blocks of a tenant, by one listing. */
    public BlockIds list(TenantId tenant) throws IOException {
        return blockIds(tenant, objects.list(tenant.value() + '/'));
    }

    static BlockIds blockIds(TenantId tenant, List<ObjectInfo> listing) {
        int from = tenant.value().length() + 1;
        Set<UUID> live = new LinkedHashSet<>();
        Map<UUID, Instant> compacted = new LinkedHashMap<>();
        for (ObjectInfo object : listing) {
            String key = object.key();
            int slash = key.indexOf('/', from);
            if (slash < 0) {
                continue;
            }
            String name = key.substring(slash + 1);
            boolean isLive = name.equals(META);
            if (isLive || name.equals(COMPACTED_META)) {
                UUID id = uuid(key.substring(from, slash));
                if (id != null && isLive) {
                    live.add(id);
                } else if (id != null) {
                    compacted.put(id, object.modified());
                }
            }
        }
        return new BlockIds(live, compacted);
    }

    private static UUID uuid(String folder) {
        if (folder.length() != 36) {
            return null;
        }
        try {
            UUID id = UUID.fromString(folder);
            return id.toString().equals(folder) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The meta of a live block.
     *
     * @throws NoSuchObjectException if it is not, or no more, live
     * @throws DamagedBlockException if the object is no meta, or that of another block
     */
    public BlockMeta meta(TenantId tenant, UUID block) throws IOException {
        return meta(tenant, block, META);
    }

    /**
     * The meta of a block that was marked as compacted.
     *
     * @throws IOException as {@link #meta(TenantId, UUID)}
     */
    public BlockMeta compactedMeta(TenantId tenant, UUID block) throws IOException {
        return meta(tenant, block, COMPACTED_META);
    }

    private BlockMeta meta(TenantId tenant, UUID block, String name) throws IOException {
        String key = key(tenant, block, name);
        byte[] json = objects.get(key);
        BlockMeta meta;
        try {
            meta = BlockMetaJson.read(json, key);
        } catch (IOException e) {
            throw new DamagedBlockException(e.getMessage(), e);
        }
        if (!meta.blockId().equals(block) || !meta.tenantId().equals(tenant.value())) {
            throw new DamagedBlockException(
                    key + " is that of block " + meta.tenantId() + "/" + meta.blockId());
        }
        return meta;
    }

    // ---- reading ----

    /**
     * A reader of a block; kept, so that the next query need not read the footer again.
     *
     * @throws IOException naming the block, if it cannot be read or is damaged
     */
    public BlockReader open(BlockMeta meta) throws IOException {
        BlockKey key = new BlockKey(meta.tenantId(), meta.blockId());
        try {
            return readers.get(key, k -> openUnchecked(meta));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private BlockReader openUnchecked(BlockMeta meta) {
        try {
            return BlockReader.open(meta, source(meta), columns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Asks the bloom filter of a block, which is kept, whether the block may have a trace; the
     * block's file is not touched.
     *
     * @throws IOException naming the block and the object, if it cannot be read or is damaged
     */
    public boolean mayContain(BlockMeta meta, TraceId id) throws IOException {
        int shard = BloomFilter.shardFor(id, meta.bloomShards());
        BlockKey block = new BlockKey(meta.tenantId(), meta.blockId());
        return bloom(new ShardKey(block, shard)).mayContain(id);
    }

    private BloomShard bloom(ShardKey key) throws IOException {
        try {
            return blooms.get(key, this::readBloom);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private BloomShard readBloom(ShardKey key) {
        String object =
                key.block.tenant + '/' + key.block.block + '/' + BloomFilter.objectName(key.shard);
        try {
            return BloomShard.read(objects.get(object), object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects of a block; its bloom filter is kept in memory. */
    public BlockSource source(BlockMeta meta) {
        return new Source(meta);
    }

    /** Forgets what is kept of a block, because it is gone or was written anew. */
    public void forget(TenantId tenant, UUID block) {
        BlockKey key = new BlockKey(tenant.value(), block);
        readers.invalidate(key);
        blooms.asMap().keySet().removeIf(shard -> shard.block.equals(key));
    }

    private final class Source implements BlockSource {
        private final BlockKey block;
        private final String folder;
        private final RangeReader data;

        Source(BlockMeta meta) {
            block = new BlockKey(meta.tenantId(), meta.blockId());
            folder = meta.tenantId() + '/' + meta.blockId() + '/';
            data = objects.open(folder + DATA, meta.size());
        }

        @Override
        public RangeReader data() {
            return data;
        }

        @Override
        public byte[] object(String name) throws IOException {
            return objects.get(folder + name);
        }

        @Override
        public BloomShard bloom(int shard, String name) throws IOException {
            return BlockStore.this.bloom(new ShardKey(block, shard));
        }
    }

    // ---- writing ----

    /** The key of an object of a block. */
    public static String key(TenantId tenant, UUID block, String name) {
        return tenant.value() + '/' + block + '/' + name;
    }

    /**
     * Copies a finished block from a local folder: everything first, the meta last. Running it
     * again after a failure is fine.
     *
     * @param folder has {@code data.parquet}, {@code meta.json} and so on; its files do not change
     *     any more
     */
    public void copyFrom(Path folder, TenantId tenant, UUID block) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(BLOOM_PREFIX)
                        || name.equals(INDEX)
                        || name.equals(NO_COMPACT_FLAG)) {
                    names.add(name);
                }
            }
        }
        names.addFirst(DATA);
        names.addLast(META);
        for (String name : names) {
            objects.put(key(tenant, block, name), folder.resolve(name));
        }
        forget(tenant, block);
    }

    /** Takes a block out of the live ones; it stays readable until it is deleted. */
    public void markCompacted(TenantId tenant, UUID block) throws IOException {
        objects.rename(key(tenant, block, META), key(tenant, block, COMPACTED_META));
    }

    /** Deletes all objects of a block, the metas first, so that it is never listed half gone. */
    public void delete(TenantId tenant, UUID block) throws IOException {
        objects.delete(key(tenant, block, META));
        objects.delete(key(tenant, block, COMPACTED_META));
        for (ObjectInfo object : objects.list(tenant.value() + '/' + block + '/')) {
            objects.delete(object.key());
        }
        forget(tenant, block);
    }

    // ---- tenant indexes ----

    /**
     * A tenant's index, in protobuf if there is one, else in JSON.
     *
     * @throws NoSuchObjectException if there is neither
     */
    public TenantIndex readIndex(TenantId tenant) throws IOException {
        String protobuf = tenant.value() + '/' + TENANT_INDEX_PROTOBUF;
        byte[] bytes;
        try {
            bytes = objects.get(protobuf);
        } catch (NoSuchObjectException none) {
            String json = tenant.value() + '/' + TENANT_INDEX_JSON;
            return TenantIndexCodec.readJson(objects.get(json), json);
        }
        return TenantIndexCodec.readProtobuf(bytes, protobuf);
    }

    /** Writes both forms of a tenant's index, or deletes both if it has no blocks. */
    public void writeIndex(TenantId tenant, TenantIndex index) throws IOException {
        String protobuf = tenant.value() + '/' + TENANT_INDEX_PROTOBUF;
        String json = tenant.value() + '/' + TENANT_INDEX_JSON;
        if (index.blocks().isEmpty()) {
            objects.delete(protobuf);
            objects.delete(json);
        } else {
            objects.put(protobuf, TenantIndexCodec.writeProtobuf(index));
            objects.put(json, TenantIndexCodec.writeJson(index));
        }
    }

    @Override
    public void close() {
        readers.invalidateAll();
        blooms.invalidateAll();
        objects.close();
    }
}
