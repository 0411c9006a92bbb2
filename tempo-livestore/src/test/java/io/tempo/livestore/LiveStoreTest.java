package io.tempo.livestore;

import static io.tempo.livestore.LiveStoreKit.TENANT;
import static io.tempo.livestore.LiveStoreKit.assertEachOnce;
import static io.tempo.livestore.LiveStoreKit.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.ingest.IngestBackpressureException;
import io.tempo.core.ingest.PushResult;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.recent.BlockPart;
import io.tempo.core.recent.LivePart;
import io.tempo.core.recent.RecentView;
import io.tempo.core.storage.BlockStore;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class LiveStoreTest {

    @TempDir Path directory;
    private LiveStoreKit kit;

    @BeforeEach
    void createKit() {
        kit = new LiveStoreKit(directory);
    }

    @AfterEach
    void closeKit() {
        kit.close();
    }

    private byte[] trace(long trace, long firstSpan, int spans) {
        return Requests.trace(trace, firstSpan, spans, kit.clock.instant());
    }

    @Test
    void whatIsPushedIsFoundAtOnce() throws Exception {
        kit.start();
        byte[] request = new LoadShape(1).request(0, 1_777_636_800_000_000_000L);
        assertThat(kit.push(request).refusedSpans()).isZero();
        assertEachOnce(kit.recent(), keys(request));
        assertThat(kit.parts()).isEqualTo("L");
        assertThat(kit.store.tenants()).containsExactly(TENANT);

        SpanColumns columns = Traces.columns(request);
        TraceId id = columns.traceId(7);
        try (RecentView view = kit.store.open(TENANT)) {
            LivePart part = (LivePart) view.parts().getFirst();
            SpanColumns found = part.find(id);
            assertThat(found.traceCount).isEqualTo(1);
            assertThat(found.traceId(0)).isEqualTo(id);
            assertThat(found.spanCount).isEqualTo(Traces.spansOf(columns, 7).length);
            assertThat(part.find(new TraceId(1, 2))).isNull();
            assertThat(part.traceCount()).isEqualTo(columns.traceCount);
            assertThat(part.spanCount()).isEqualTo(columns.spanCount);
        }
    }

    @Test
    void aViewStaysAsItWasWhileMoreComes() throws Exception {
        kit.start();
        kit.push(trace(1, 1, 3));
        try (RecentView view = kit.store.open(TENANT)) {
            kit.push(trace(2, 10, 5));
            assertThat(((LivePart) view.parts().getFirst()).spanCount()).isEqualTo(3);
            assertThat(((LivePart) view.parts().getFirst()).table().spanCount()).isEqualTo(3);
        }
        assertThat(kit.recent()).hasSize(8);
    }

    @Test
    void tenantsAreApart() throws Exception {
        kit.start();
        TenantId other = new TenantId("other");
        kit.push(trace(1, 1, 3));
        kit.store.push(other, LiveStoreKit.batch(trace(1, 1, 4)));
        assertThat(kit.recent()).hasSize(3);
        try (RecentView view = kit.store.open(other)) {
            assertThat(((LivePart) view.parts().getFirst()).spanCount()).isEqualTo(4);
        }
        try (RecentView view = kit.store.open(new TenantId("nobody"))) {
            assertThat(view.parts()).isEmpty();
            assertThat(view.blockIds()).isEmpty();
        }
    }

    @Test
    void aHeadBecomesABlockIsCopiedAndLetGo() throws Exception {
        kit.start();
        byte[] request = new LoadShape(1).request(0, 1_777_636_800_000_000_000L);
        Set<LiveStoreKit.SpanKey> expected = keys(request);
        kit.push(request);
        kit.pass(Duration.ofSeconds(29));
        assertThat(kit.parts()).isEqualTo("L");
        kit.pass(Duration.ofSeconds(1));
        assertThat(kit.parts()).isEqualTo("B");
        assertEachOnce(kit.recent(), expected);
        assertEachOnce(kit.everywhere(), expected);
        assertThat(walFiles()).isEmpty();

        BlockMeta meta = kit.list.blocks(TENANT).live().getFirst();
        assertThat(kit.backend.list(TENANT).live()).containsExactly(meta.blockId());
        assertThat(kit.backend.meta(TENANT, meta.blockId())).isEqualTo(meta);
        assertThat(localBlock(meta).resolve("flushed")).exists();
        try (RecentView view = kit.store.open(TENANT)) {
            assertThat(view.blockIds()).containsExactly(meta.blockId());
            assertThat(((BlockPart) view.parts().getFirst()).copied()).isTrue();
        }

        kit.pass(Duration.ofMinutes(20).plusSeconds(1));
        assertThat(kit.parts()).isEmpty();
        assertEachOnce(kit.everywhere(), expected);
        assertThat(localBlock(meta).resolve("data.parquet")).exists();
        kit.pass(Duration.ofMinutes(2));
        assertThat(localBlock(meta)).doesNotExist();
        assertThat(kit.store.tenants()).as("nothing is left of the tenant").isEmpty();
    }

    @Test
    void filesStayWhileAViewNeedsThem() throws Exception {
        kit.start();
        byte[] request = trace(1, 1, 10);
        kit.push(request);
        kit.pass(Duration.ofSeconds(30));
        try (RecentView view = kit.store.open(TENANT)) {
            kit.pass(Duration.ofMinutes(21));
            kit.pass(Duration.ofMinutes(21));
            assertThat(kit.parts()).isEmpty();
            Map<LiveStoreKit.SpanKey, Integer> spans = new HashMap<>();
            LiveStoreKit.addAll(view.parts().getFirst(), spans);
            assertEachOnce(spans, keys(request));
            assertThat(localBlocks()).hasSize(1);
            view.close();
            view.close();
        }
        kit.pass(Duration.ofSeconds(5));
        assertThat(localBlocks()).isEmpty();
    }

    @Test
    void aHeadIsCutWhenItsBlockWouldBeLarge() throws Exception {
        kit.settings = kit.settings(100_000, 64 << 20, 64 << 20);
        kit.start();
        LoadShape shape = new LoadShape(3);
        Set<LiveStoreKit.SpanKey> expected = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            byte[] request = shape.request(i, 1_777_636_800_000_000_000L);
            kit.push(request);
            expected.addAll(keys(request));
            assertEachOnce(kit.everywhere(), expected);
        }
        kit.pass(Duration.ZERO);
        assertThat(kit.counter("tempo_live_store_blocks_cut_total", "reason", "max_block_bytes"))
                .isGreaterThan(3);
        assertEachOnce(kit.everywhere(), expected);
    }

    @Test
    void growingTracesAreCarriedOverSoThatTheyLieInOneBlock() throws Exception {
        kit.start();
        byte[] old = trace(1, 1, 5);
        kit.push(old);
        kit.clock.advance(Duration.ofSeconds(28));
        byte[] young = trace(2, 100, 5);
        kit.push(young);
        kit.pass(Duration.ofSeconds(2));
        assertThat(kit.parts())
                .as("the young trace in the head, the old in a block")
                .isEqualTo("LB");
        assertEachOnce(kit.recent(), keys(old, young));
        byte[] more = trace(2, 200, 5);
        kit.push(more);
        assertEachOnce(kit.recent(), keys(old, young, more));
        assertThat(kit.counter("tempo_live_store_traces_carried_total")).isEqualTo(1);

        kit.pass(Duration.ofSeconds(30));
        assertThat(kit.parts()).isEqualTo("BB");
        assertEachOnce(kit.recent(), keys(old, young, more));
        try (RecentView view = kit.store.open(TENANT)) {
            BlockPart newest = (BlockPart) view.parts().getFirst();
            assertThat(newest.meta().totalObjects()).isEqualTo(1);
            assertThat(newest.reader().findTrace(new TraceId(0x7777, 2)).spanCount).isEqualTo(10);
        }
        assertThat(walFiles()).isEmpty();
    }

    @Test
    void aHeadOfGrowingTracesOnlyMakesNoBlock() throws Exception {
        kit.start();
        kit.push(trace(1, 1, 1));
        kit.clock.advance(Duration.ofSeconds(29));
        kit.pass(Duration.ofSeconds(5));
        byte[] first = trace(2, 10, 5);
        assertThat(kit.parts()).isEqualTo("B");
        kit.push(first);
        kit.clock.advance(Duration.ofSeconds(29));
        byte[] more = trace(2, 20, 5);
        kit.push(more);
        kit.pass(Duration.ofSeconds(1));
        assertThat(kit.parts()).as("live for 30 s: cut all the same").isEqualTo("BB");
        assertEachOnce(kit.recent(), keys(first, more, Requests.trace(1, 1, 1, Instant.EPOCH)));
    }

    @Test
    void spansOverTheLimitsAreRefusedAndCounted() throws Exception {
        kit.policy =
                TenantPolicy.of(new TenantPolicy.Limits(2000, 2, 0), DedicatedColumns.DEFAULTS);
        kit.start();
        assertThat(kit.push(trace(1, 1, 10)).refusals()).isEmpty();
        PushResult tooLarge = kit.push(trace(1, 100, 30));
        assertThat(tooLarge.refusals()).hasSize(1);
        assertThat(tooLarge.refusals().getFirst().reason()).isEqualTo("trace_too_large");
        assertThat(tooLarge.refusals().getFirst().spans()).isEqualTo(30);
        assertThat(tooLarge.refusals().getFirst().message())
                .contains("00000000000077770000000000000001")
                .contains("max_bytes_per_trace");
        assertThat(kit.push(trace(1, 200, 1)).refusedSpans())
                .as("what was refused counts")
                .isEqualTo(1);

        assertThat(kit.push(trace(2, 300, 2)).refusals()).isEmpty();
        PushResult tooMany = kit.push(trace(3, 400, 4));
        assertThat(tooMany.refusals().getFirst().reason()).isEqualTo("live_traces_exceeded");
        assertThat(tooMany.refusedSpans()).isEqualTo(4);
        assertThat(kit.recent()).hasSize(12);
        assertThat(
                        kit.counter(
                                "tempo_discarded_spans_total",
                                "reason",
                                "trace_too_large",
                                "tenant",
                                "t"))
                .isEqualTo(31);

        kit.pass(Duration.ofSeconds(6));
        kit.pass(Duration.ofSeconds(6));
        assertThat(kit.push(trace(3, 400, 4)).refusals()).as("others are idle").isEmpty();
        assertThat(kit.push(trace(1, 500, 4)).refusals()).as("forgotten by now").isEmpty();
    }

    @Test
    void aRequestWithAllSpansRefusedIsNotLogged() throws Exception {
        kit.policy = TenantPolicy.of(new TenantPolicy.Limits(1, 0, 0), DedicatedColumns.DEFAULTS);
        kit.start();
        assertThat(kit.push(trace(1, 1, 3)).refusedSpans()).isEqualTo(3);
        assertThat(walFiles()).isEmpty();
        kit.restart();
        assertThat(kit.recent()).isEmpty();
    }

    @Test
    void oldSpansMakeABlockThatIsFoundByTheirTimeAndIsNotOld() throws Exception {
        kit.start();
        Instant old = Instant.parse("2022-07-04T11:11:09Z");
        kit.push(Requests.trace(1, 1, 3, old));
        kit.pass(Duration.ofSeconds(30));
        BlockMeta meta = kit.list.blocks(TENANT).live().getFirst();
        assertThat(meta.startTime()).isEqualTo(old);
        assertThat(meta.endTime())
                .isEqualTo(kit.clock.instant().minusSeconds(30).minus(Duration.ofMinutes(2)));
    }

    @Test
    void spansOfTheFutureDoNotMakeABlockThatNeverGetsOld() throws Exception {
        kit.start();
        kit.push(Requests.trace(1, 1, 3, kit.clock.instant().plus(Duration.ofDays(400))));
        kit.pass(Duration.ofSeconds(30));
        BlockMeta meta = kit.list.blocks(TENANT).live().getFirst();
        assertThat(meta.endTime()).isBefore(kit.clock.instant().plus(Duration.ofMinutes(3)));
    }

    @Test
    void refusesWhatHasNoRoomInMemoryAndTakesItLater() throws Exception {
        kit.settings = kit.settings(50 << 20, 4_000_000, 64 << 20);
        kit.objects.failWhen((operation, key) -> {});
        kit.start();
        LoadShape shape = new LoadShape(3);
        Set<LiveStoreKit.SpanKey> taken = new HashSet<>();
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] request = shape.request(i, 1_777_636_800_000_000_000L);
            try {
                kit.push(request);
                taken.addAll(keys(request));
            } catch (IngestBackpressureException e) {
                assertThat(e.retryAfter()).isPositive();
                assertThat(e).hasMessageContaining("live traces");
                refused++;
                assertThat(kit.store.awaitIdle(Duration.ofSeconds(30))).isTrue();
                kit.push(request);
                taken.addAll(keys(request));
            }
            assertThat(kit.registry.get("tempo_live_store_memory_bytes").gauge().value())
                    .isLessThan(8_000_000);
        }
        assertThat(refused).isPositive();
        assertEachOnce(kit.everywhere(), taken);
    }

    @Test
    void theMemoryOfAllTenantsIsLimitedAndTheLargestHeadMakesRoom() throws Exception {
        kit.settings = kit.settings(50 << 20, 0, 6_000_000);
        kit.start();
        LoadShape shape = new LoadShape(3);
        int pushed = 0;
        for (int i = 0; i < 60; i++) {
            TenantId tenant = new TenantId("tenant-" + i % 3);
            try {
                kit.store.push(
                        tenant, LiveStoreKit.batch(shape.request(i, 1_777_636_800_000_000_000L)));
                pushed++;
            } catch (IngestBackpressureException e) {
                assertThat(kit.store.awaitIdle(Duration.ofSeconds(30))).isTrue();
            }
        }
        assertThat(pushed).isGreaterThan(30);
    }

    @Test
    void refusesWhatHasNoRoomOnTheDiskAndTakesItLater() throws Exception {
        long[] usable = {Long.MAX_VALUE};
        kit.usableDiskBytes = () -> usable[0];
        kit.start();
        byte[] first = trace(1, 1, 5);
        kit.push(first);
        usable[0] = 1000;
        assertThatThrownBy(() -> kit.push(trace(2, 10, 5)))
                .isInstanceOf(IngestBackpressureException.class)
                .hasMessageContaining("disk");
        assertEachOnce(kit.recent(), keys(first));
        usable[0] = Long.MAX_VALUE;
        byte[] second = trace(3, 20, 5);
        kit.push(second);
        kit.restart();
        assertEachOnce(kit.recent(), keys(first, second));
    }

    @Test
    void takesNothingBeforeStartAndAfterStop() throws Exception {
        kit.start();
        kit.push(trace(1, 1, 5));
        assertThat(kit.store.stop(Duration.ofSeconds(20))).isTrue();
        assertThatThrownBy(() -> kit.push(trace(2, 10, 5)))
                .isInstanceOf(IngestBackpressureException.class);
        assertThat(kit.backend.list(TENANT).live()).as("stop flushes").hasSize(1);
        assertThat(walFiles()).isEmpty();
    }

    @Test
    void aDirectoryServesOneLiveStore() throws Exception {
        kit.start();
        LiveStoreKit second = new LiveStoreKit(directory);
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use")
                .hasMessageContaining("wal");
    }

    private List<Path> walFiles() throws IOException {
        try (var files = Files.list(directory.resolve("wal"))) {
            return files.filter(f -> f.toString().endsWith(".wal")).toList();
        }
    }

    private Path localBlock(BlockMeta meta) {
        return directory.resolve("wal/blocks/t").resolve(meta.blockId().toString());
    }

    private List<Path> localBlocks() throws IOException {
        Path tenant = directory.resolve("wal/blocks/t");
        if (!Files.exists(tenant)) {
            return List.of();
        }
        try (var files = Files.walk(tenant)) {
            return files.filter(f -> f.endsWith(BlockStore.DATA)).toList();
        }
    }
}
