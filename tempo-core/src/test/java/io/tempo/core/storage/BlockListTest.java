package io.tempo.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;
import io.tempo.core.testing.MutableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;

class BlockListTest {

    private static final TenantId TENANT = new TenantId("t");

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final BlockList list = new BlockList(clock);
    private final Random random = new Random(1);
    private final BlockMeta a = TenantIndexProperties.meta(random);
    private final BlockMeta b = TenantIndexProperties.meta(random);
    private final BlockMeta c = TenantIndexProperties.meta(random);

    @Test
    void ownChangesAreSeenAtOnce() {
        list.add(TENANT, a);
        list.add(TENANT, b);
        assertThat(list.blocks(TENANT).live()).containsExactly(a, b);
        assertThat(list.tenants()).containsExactly(TENANT);

        CompactedBlock compacted = new CompactedBlock(a, clock.instant());
        list.update(TENANT, List.of(c), Set.of(a.blockId()), List.of(compacted), Set.of());
        assertThat(list.blocks(TENANT).live()).containsExactly(b, c);
        assertThat(list.blocks(TENANT).compacted()).containsExactly(compacted);

        list.update(TENANT, List.of(), Set.of(), List.of(), Set.of(a.blockId()));
        assertThat(list.blocks(TENANT).compacted()).isEmpty();
    }

    @Test
    void aBlockAddedWhileAPollRanIsNotLost() {
        Instant pollBegan = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        list.add(TENANT, b);
        list.polled(TENANT, live(a), pollBegan);
        assertThat(list.blocks(TENANT).live()).containsExactly(a, b);
    }

    @Test
    void aBlockRemovedWhileAPollRanDoesNotComeBack() {
        list.polled(TENANT, live(a, b), clock.instant());
        Instant pollBegan = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        list.update(TENANT, List.of(), Set.of(a.blockId()), List.of(), Set.of());
        list.polled(TENANT, live(a, b), pollBegan);
        assertThat(list.blocks(TENANT).live()).containsExactly(b);
    }

    @Test
    void whatAPollHasSeenIsBelieved() {
        list.add(TENANT, a);
        clock.advance(Duration.ofSeconds(1));
        list.polled(TENANT, live(b), clock.instant());
        assertThat(list.blocks(TENANT).live()).containsExactly(b);
        clock.advance(Duration.ofSeconds(1));
        list.polled(TENANT, TenantBlocks.NONE, clock.instant());
        assertThat(list.tenants()).isEmpty();
    }

    @Test
    void aBlockThatWasReplacedAtOnceIsNotAdded() {
        list.update(TENANT, List.of(a, b, c), Set.of(a.blockId()), List.of(), Set.of());
        list.update(
                TENANT,
                List.of(b),
                Set.of(),
                List.of(new CompactedBlock(b, clock.instant())),
                Set.of());
        assertThat(list.blocks(TENANT).live()).containsExactly(c);
    }

    @Test
    void unknownTenantsHaveNothing() {
        assertThat(list.blocks(TENANT)).isEqualTo(TenantBlocks.NONE);
        assertThat(list.tenants()).isEmpty();
    }

    private static TenantBlocks live(BlockMeta... metas) {
        return new TenantBlocks(List.of(metas), List.of());
    }
}
