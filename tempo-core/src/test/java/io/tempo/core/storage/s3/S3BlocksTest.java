package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockReader;
import io.tempo.core.block.BlockSpec;
import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.BlockWriter;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.model.TenantId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.storage.BlockList;
import io.tempo.core.storage.BlockListPoller;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.storage.CompactedBlock;
import io.tempo.core.storage.PollSettings;
import io.tempo.core.testing.RandomTraces;
import io.tempo.core.testing.S3Faults;
import io.tempo.core.testing.S3Faults.Fate;
import io.tempo.core.testing.S3TestServer;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Blocks that are written, listed, marked and read over a line on which much goes wrong. */
class S3BlocksTest {

    private static final TenantId TENANT = new TenantId("t");
    private static final int BLOCKS = 6;
    private static final Fate[] HARM = {
        Fate.SLOW_DOWN, Fate.IS_LOST, Fate.ANSWER_IS_LOST, Fate.ANSWER_IS_CUT
    };

    @TempDir private Path folder;
    private final Random random = new Random(5);
    private final Map<UUID, SpanColumns> written = new HashMap<>();

    @Test
    void everyBlockIsThereOnceAndWhole() throws IOException {
        S3TestServer server = S3TestServer.shared();
        String bucket = server.newBucket();
        try (S3Faults faults = new S3Faults(server.port());
                BlockStore store = store(faults.port(), bucket)) {
            Random luck = new Random(11);
            faults.when(
                    r -> {
                        synchronized (luck) {
                            return luck.nextInt(10) < 4
                                    ? HARM[luck.nextInt(HARM.length)]
                                    : Fate.PASSES;
                        }
                    });
            List<BlockMeta> metas = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                metas.add(copyBlock(store));
            }
            BlockMeta compacted = metas.removeLast();
            store.markCompacted(TENANT, compacted.blockId());
            BlockMeta deleted = metas.removeLast();
            store.delete(TENANT, deleted.blockId());

            BlockList list = new BlockList(Clock.systemUTC());
            try (BlockListPoller poller = poller(store, list, true)) {
                poller.poll();
            }
            assertThat(list.blocks(TENANT).live()).containsExactlyInAnyOrderElementsOf(metas);
            assertThat(list.blocks(TENANT).compacted())
                    .extracting(CompactedBlock::meta)
                    .containsExactly(compacted);
            // Another process takes the list from the index that the first one has written.
            BlockList other = new BlockList(Clock.systemUTC());
            try (BlockListPoller poller = poller(store, other, false)) {
                poller.poll();
            }
            assertThat(other.blocks(TENANT).live()).containsExactlyInAnyOrderElementsOf(metas);
            for (BlockMeta meta : metas) {
                readBack(store, meta);
            }
            readBack(store, compacted);
            assertThat(faults.requests()).hasSizeGreaterThan(50);
        }
    }

    private static BlockStore store(int port, String bucket) throws IOException {
        return new BlockStore(
                TestBucket.open(port, bucket, "retry_max_attempts: 50"),
                1 << 20,
                1 << 20,
                new ColumnCache(1 << 20));
    }

    private static BlockListPoller poller(BlockStore store, BlockList list, boolean builds) {
        return new BlockListPoller(
                store,
                list,
                PollSettings.DEFAULTS,
                tenant -> builds,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private BlockMeta copyBlock(BlockStore store) throws IOException {
        SpanColumns columns;
        do {
            columns = Traces.columns(new RandomTraces(random).request().toByteArray());
        } while (columns.spanCount == 0);
        UUID id = new UUID(random.nextLong(), random.nextLong());
        Path local = Files.createDirectory(folder.resolve(id.toString()));
        BlockMeta meta =
                BlockWriter.write(
                        columns,
                        BlockSpec.of(id, TENANT.value(), BlockVersion.VPARQUET5),
                        name -> Files.newOutputStream(local.resolve(name)));
        store.copyFrom(local, TENANT, id);
        written.put(id, columns);
        return meta;
    }

    private void readBack(BlockStore store, BlockMeta meta) throws IOException {
        SpanColumns expected = written.get(meta.blockId());
        BlockReader reader = store.open(meta);
        int spans = 0;
        for (int g = 0; g < reader.rowGroupCount(); g++) {
            spans += reader.readRows(g, 0, reader.rows(g)).spanCount;
        }
        assertThat(spans).isEqualTo(expected.spanCount);
        for (int t = 0; t < expected.traceCount; t++) {
            SpanColumns found = reader.findTrace(expected.traceId(t));
            assertThat(found.traceCount).isEqualTo(1);
            assertThat(found.spanCount).isEqualTo(Traces.spansOf(expected, t).length);
        }
    }
}
