package io.tempo.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.model.TenantId;
import io.tempo.core.parquet.ColumnCache;
import io.tempo.core.testing.FaultyObjectStore;
import io.tempo.core.testing.MutableClock;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

class BlockListPollerTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final FaultyObjectStore objects = new FaultyObjectStore(new MemoryObjectStore(clock));
    private final BlockStore store =
            new BlockStore(objects, 1 << 20, 1 << 20, new ColumnCache(1 << 20));
    private final BlockList list = new BlockList(clock);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BlockListPoller poller = poller(PollSettings.DEFAULTS, true);

    private BlockListPoller poller(PollSettings settings, boolean builds) {
        return new BlockListPoller(store, list, settings, tenant -> builds, clock, registry);
    }

    @Test
    void findsLiveAndCompactedBlocks() throws IOException {
        BlockMeta live = put(A);
        BlockMeta compacted = put(A);
        store.markCompacted(A, compacted.blockId());
        BlockMeta other = put(B);
        poller.poll();
        assertThat(list.blocks(A).live()).containsExactly(live);
        assertThat(list.blocks(A).compacted())
                .containsExactly(new CompactedBlock(compacted, clock.instant()));
        assertThat(list.blocks(B).live()).containsExactly(other);
        assertThat(registry.get("tempodb_blocklist_length").tag("tenant", "a").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void ignoresWhatIsNoBlock() throws IOException {
        BlockMeta live = put(A);
        objects.put("a/not-a-uuid/meta.json", "{}".getBytes(UTF_8));
        objects.put("a/meta.json", "{}".getBytes(UTF_8));
        objects.put("a/" + UUID.randomUUID() + "/deeper/meta.json", "{}".getBytes(UTF_8));
        objects.put("a/" + UUID.randomUUID() + "/data.parquet", "half".getBytes(UTF_8));
        objects.put("work.json", "{}".getBytes(UTF_8));
        poller.poll();
        assertThat(list.blocks(A).live()).containsExactly(live);
        assertThat(list.tenants()).containsExactly(A);
    }

    @Test
    void readsTheMetaOfABlockOnlyOnce() throws IOException {
        List<String> read = Collections.synchronizedList(new ArrayList<>());
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("get") && key.endsWith("meta.json")) {
                        read.add(key);
                    }
                });
        for (int i = 0; i < 20; i++) {
            put(A);
        }
        poller.poll();
        assertThat(read).hasSize(20);
        put(A);
        poller.poll();
        poller.poll();
        assertThat(read).hasSize(21);
        assertThat(list.blocks(A).live()).hasSize(21);
    }

    @Test
    void aKnownBlockThatIsMarkedNeedsNoReading() throws IOException {
        BlockMeta meta = put(A);
        poller.poll();
        store.markCompacted(A, meta.blockId());
        clock.advance(Duration.ofMinutes(5));
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("get")) {
                        throw new IOException("no reads expected: " + key);
                    }
                });
        poller.poll();
        assertThat(list.blocks(A).live()).isEmpty();
        assertThat(list.blocks(A).compacted())
                .containsExactly(new CompactedBlock(meta, clock.instant()));
        clock.advance(Duration.ofMinutes(5));
        poller.poll();
        assertThat(list.blocks(A).compacted().getFirst().compactedTime())
                .isEqualTo(clock.instant().minus(Duration.ofMinutes(5)));
    }

    @Test
    void toleratesBlocksThatVanishOrAreDamaged() throws IOException {
        BlockMeta good = put(A);
        BlockMeta vanishing = put(A);
        BlockMeta damaged = put(A);
        objects.put(BlockStore.key(A, damaged.blockId(), "meta.json"), "{".getBytes(UTF_8));
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("get") && key.contains(vanishing.blockId().toString())) {
                        throw new NoSuchObjectException(key);
                    }
                });
        poller.poll();
        assertThat(list.blocks(A).live()).containsExactly(good);
        assertThat(registry.get("tempodb_blocklist_poll_errors_total").counter().count())
                .isEqualTo(1);
    }

    @Test
    void aTenantThatFailsKeepsItsListAndIsTriedAgain() throws IOException {
        BlockMeta a = put(A);
        put(B);
        poller.poll();
        BlockMeta a2 = put(A);
        put(B);
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("list") && key.equals("a/")) {
                        throw new IOException("unreachable");
                    }
                });
        poller.poll();
        assertThat(list.blocks(A).live()).containsExactly(a);
        assertThat(list.blocks(B).live()).hasSize(2);
        assertThat(registry.get("tempodb_blocklist_poll_errors_total").counter().count())
                .isEqualTo(2);
        objects.heal();
        poller.poll();
        assertThat(list.blocks(A).live()).containsExactlyInAnyOrder(a, a2);
    }

    @Test
    void whenTooManyTenantsFailNothingChanges() throws IOException {
        put(A);
        put(B);
        poller.poll();
        put(A);
        put(B);
        TenantId third = new TenantId("third");
        put(third);
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("list") && key.length() == 2) {
                        throw new IOException("unreachable");
                    }
                });
        assertThatThrownBy(poller::poll).hasMessageContaining("2 of 3 tenants");
        assertThat(list.blocks(A).live()).hasSize(1);
        assertThat(list.blocks(third)).isEqualTo(TenantBlocks.NONE);
    }

    @Test
    void whenTenantsCannotBeListedNothingChanges() throws IOException {
        BlockMeta a = put(A);
        poller.poll();
        objects.failWhen(
                (operation, key) -> {
                    throw new IOException("unreachable");
                });
        assertThatThrownBy(poller::poll).hasMessage("unreachable");
        assertThat(list.blocks(A).live()).containsExactly(a);
    }

    @Test
    void othersReadTheIndexThatABuilderWrote() throws IOException {
        BlockMeta a = put(A);
        poller.poll();
        list.polled(A, TenantBlocks.NONE, clock.instant());
        objects.failWhen(
                (operation, key) -> {
                    if (operation.equals("list") && key.equals("a/")) {
                        throw new IOException("not to be listed");
                    }
                });
        BlockListPoller reader = poller(PollSettings.DEFAULTS, false);
        reader.poll();
        assertThat(list.blocks(A).live()).containsExactly(a);

        objects.delete("a/index.pb.zst");
        list.polled(A, TenantBlocks.NONE, clock.instant());
        reader.poll();
        assertThat(list.blocks(A).live()).containsExactly(a);
    }

    @Test
    void withoutAnIndexOthersListAndWriteIt() throws IOException {
        BlockMeta a = put(A);
        poller(PollSettings.DEFAULTS, false).poll();
        assertThat(list.blocks(A).live()).containsExactly(a);
        assertThat(store.readIndex(A).blocks().live()).containsExactly(a);
    }

    @Test
    void aStaleIndexIsNotUsed() throws IOException {
        put(A);
        poller.poll();
        BlockMeta later = put(A);
        clock.advance(Duration.ofMinutes(20));
        PollSettings d = PollSettings.DEFAULTS;
        PollSettings settings =
                new PollSettings(
                        d.interval(),
                        d.concurrency(),
                        2,
                        true,
                        Duration.ofMinutes(10),
                        Duration.ofMillis(1),
                        1,
                        1,
                        false,
                        Duration.ZERO);
        poller(settings, false).poll();
        assertThat(list.blocks(A).live()).contains(later).hasSize(2);
    }

    @Test
    void withoutFallbackATenantWithoutIndexFails() throws IOException {
        put(A);
        PollSettings settings =
                new PollSettings(
                        Duration.ZERO,
                        50,
                        0,
                        false,
                        Duration.ZERO,
                        Duration.ZERO,
                        0,
                        0,
                        false,
                        Duration.ZERO);
        assertThatThrownBy(poller(settings, false)::poll).hasMessageContaining("1 of 1 tenants");
    }

    @Test
    void anEmptyTenantLosesItsIndexAndWhereEnabledAllElse() throws IOException {
        BlockMeta a = put(A);
        poller.poll();
        assertThat(objects.get("a/index.pb.zst")).isNotEmpty();
        store.delete(A, a.blockId());
        objects.put("a/" + UUID.randomUUID() + "/data.parquet", "left".getBytes(UTF_8));
        poller.poll();
        assertThat(objects.list("a/")).hasSize(1);
        assertThat(list.tenants()).isEmpty();

        PollSettings deleting =
                new PollSettings(
                        Duration.ZERO,
                        50,
                        1,
                        true,
                        Duration.ZERO,
                        Duration.ZERO,
                        1,
                        1,
                        true,
                        Duration.ofHours(1));
        poller(deleting, true).poll();
        assertThat(objects.list("a/")).as("too young").hasSize(1);
        clock.advance(Duration.ofHours(2));
        poller(deleting, true).poll();
        assertThat(objects.list("a/")).isEmpty();
    }

    private BlockMeta put(TenantId tenant) throws IOException {
        BlockMeta meta =
                new BlockMeta(
                        "vParquet5",
                        UUID.randomUUID(),
                        tenant.value(),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:30Z"),
                        7,
                        1000,
                        0,
                        1,
                        1,
                        200,
                        List.of(),
                        1);
        String key = BlockStore.key(tenant, meta.blockId(), BlockStore.META);
        objects.put(key, BlockMetaJson.write(meta));
        return meta;
    }
}
