package io.tempo.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSource;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.testing.FaultyObjectStore;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

class BlockStoreTest {

    private static final TenantId TENANT = new TenantId("t");

    @TempDir Path folder;
    private final FaultyObjectStore objects = new FaultyObjectStore(new MemoryObjectStore());
    private final BlockStore store =
            new BlockStore(objects, 1 << 20, 1 << 20, new ColumnCache(1 << 20));
    private final List<String> operations = Collections.synchronizedList(new ArrayList<>());
    private SpanColumns columns;
    private BlockMeta meta;

    @BeforeEach
    void writeBlock() throws IOException {
        Random random = new Random(1);
        do {
            columns = Traces.columns(new RandomTraces(random).request().toByteArray());
        } while (columns.spanCount == 0);
        BlockSpec spec = BlockSpec.of(UUID.randomUUID(), TENANT.value(), BlockVersion.VPARQUET5);
        meta =
                BlockWriter.write(
                        columns, spec, name -> Files.newOutputStream(folder.resolve(name)));
        Files.writeString(folder.resolve("flushed"), "not part of a block");
        objects.failWhen((operation, key) -> operations.add(operation + " " + key));
    }

    @Test
    void aCopiedBlockHasAllItsObjectsAndItsMetaComesLast() throws IOException {
        store.copyFrom(folder, TENANT, meta.blockId());
        String prefix = "put t/" + meta.blockId() + "/";
        assertThat(operations.getFirst()).isEqualTo(prefix + "data.parquet");
        assertThat(operations.getLast()).isEqualTo(prefix + "meta.json");
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        prefix + "data.parquet",
                        prefix + "bloom-0",
                        prefix + "index",
                        prefix + "meta.json");
        assertThat(store.list(TENANT).live()).containsExactly(meta.blockId());
        assertThat(store.meta(TENANT, meta.blockId())).isEqualTo(meta);
        assertThat(store.tenants()).containsExactly(TENANT);
    }

    @Test
    void readersAndBloomFiltersAreKept() throws IOException {
        store.copyFrom(folder, TENANT, meta.blockId());
        operations.clear();
        BlockReader reader = store.open(meta);
        assertThat(store.open(meta)).isSameAs(reader);
        for (int i = 0; i < 3; i++) {
            assertThat(reader.findTrace(columns.traceId(0)).traceCount).isEqualTo(1);
        }
        assertThat(operations).containsOnlyOnce("get t/" + meta.blockId() + "/bloom-0");
        store.forget(TENANT, meta.blockId());
        assertThat(store.open(meta)).isNotSameAs(reader);
    }

    @Test
    void theBloomFilterAnswersWithoutTheFile() throws IOException {
        store.copyFrom(folder, TENANT, meta.blockId());
        operations.clear();
        assertThat(store.mayContain(meta, columns.traceId(0))).isTrue();
        assertThat(store.mayContain(meta, new TraceId(1, 2))).isFalse();
        assertThat(operations).containsExactly("get t/" + meta.blockId() + "/bloom-0");
        objects.put(BlockStore.key(TENANT, meta.blockId(), "bloom-0"), new byte[3]);
        store.forget(TENANT, meta.blockId());
        assertThatThrownBy(() -> store.mayContain(meta, columns.traceId(0)))
                .hasMessageContaining("t/" + meta.blockId() + "/bloom-0");
    }

    @Test
    void cachesAreMeasured() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        store.bindMetrics(registry);
        store.copyFrom(folder, TENANT, meta.blockId());
        for (int i = 0; i < 3; i++) {
            store.mayContain(meta, columns.traceId(0));
            store.open(meta).findTrace(columns.traceId(0));
        }
        assertThat(requests(registry, "bloom", "miss")).isEqualTo(1);
        assertThat(requests(registry, "bloom", "hit")).isEqualTo(5);
        assertThat(requests(registry, "parquet-footer", "miss")).isEqualTo(1);
        assertThat(requests(registry, "parquet-footer", "hit")).isEqualTo(2);
        assertThat(requests(registry, "parquet-trace-ids", "hit")).isEqualTo(2);
        for (String role : List.of("bloom", "parquet-footer", "parquet-columns")) {
            double bytes = registry.get("tempodb_cache_bytes").tag("role", role).gauge().value();
            double most = registry.get("tempodb_cache_max_bytes").tag("role", role).gauge().value();
            assertThat(bytes).as(role).isPositive().isLessThan(most);
        }
    }

    private static double requests(SimpleMeterRegistry registry, String role, String outcome) {
        return registry.get("tempodb_cache_requests")
                .tag("role", role)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void aBlockIsMarkedAndDeleted() throws IOException {
        store.copyFrom(folder, TENANT, meta.blockId());
        store.markCompacted(TENANT, meta.blockId());
        BlockStore.BlockIds ids = store.list(TENANT);
        assertThat(ids.live()).isEmpty();
        assertThat(ids.compacted()).containsOnlyKeys(meta.blockId());
        assertThat(store.compactedMeta(TENANT, meta.blockId())).isEqualTo(meta);
        assertThat(store.open(meta).findTrace(columns.traceId(0))).isNotNull();
        store.delete(TENANT, meta.blockId());
        assertThat(objects.list("")).isEmpty();
        store.delete(TENANT, meta.blockId());
    }

    @Test
    void saysWhichObjectIsMissingOrWrong() throws IOException {
        assertThatThrownBy(() -> store.meta(TENANT, meta.blockId()))
                .isInstanceOf(NoSuchObjectException.class);
        BlockSource source = store.source(meta);
        assertThatThrownBy(() -> source.object("bloom-0"))
                .isInstanceOf(NoSuchObjectException.class)
                .hasMessageContaining(meta.blockId() + "/bloom-0");
        UUID other = UUID.randomUUID();
        objects.put(BlockStore.key(TENANT, other, "meta.json"), BlockMetaJson.write(meta));
        assertThatThrownBy(() -> store.meta(TENANT, other))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining(meta.blockId().toString());
        objects.put(BlockStore.key(TENANT, other, "meta.json"), "[]".getBytes(UTF_8));
        assertThatThrownBy(() -> store.meta(TENANT, other))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining(other + "/meta.json");
    }
}
