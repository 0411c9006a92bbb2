package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.ingest.kafka.SectionCutter.Cut;
import io.tempo.core.model.TenantId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.UUID;

class SectionCutterTest {

    private static final SectionSize SIZE = new SectionSize(Duration.ofSeconds(10), 100);

    private final SectionCutter cutter = new SectionCutter(SIZE, 3);

    @Test
    void theFirstRecordOfALaterCycleBeginsASection() {
        assertThat(cutter.next(7, 12_000, 1)).isEqualTo(Cut.CYCLE);
        assertThat(cutter.next(8, 19_999, 1)).isEqualTo(Cut.NONE);
        assertThat(cutter.section()).isEqualTo(new Section(3, 7));
        assertThat(cutter.endMillis()).isEqualTo(20_000);
        assertThat(cutter.next(9, 20_000, 1)).isEqualTo(Cut.CYCLE);
        assertThat(cutter.section()).isEqualTo(new Section(3, 9));
        assertThat(cutter.endMillis()).isEqualTo(30_000);
    }

    @Test
    void aLateRecordIsInTheSectionInWhoseMidstItIs() {
        cutter.next(0, 25_000, 1);
        assertThat(cutter.next(1, 12_000, 1)).isEqualTo(Cut.NONE);
        assertThat(cutter.next(2, 21_000, 1)).isEqualTo(Cut.NONE);
        assertThat(cutter.section()).isEqualTo(new Section(3, 0));
    }

    @Test
    void aSectionEndsBeforeItIsTooLarge() {
        cutter.next(0, 1, 60);
        assertThat(cutter.next(1, 1, 40)).isEqualTo(Cut.NONE);
        assertThat(cutter.next(2, 1, 1)).isEqualTo(Cut.SIZE);
        assertThat(cutter.bytes()).isEqualTo(1);
        // A record that is too large alone has a section to itself.
        assertThat(cutter.next(3, 1, 1_000)).isEqualTo(Cut.SIZE);
        assertThat(cutter.next(4, 1, 1)).isEqualTo(Cut.SIZE);
    }

    @Test
    void whoBeginsAtASizeCutGoesOnInTheSameCycle() {
        SectionCutter late = new SectionCutter(SIZE, 3, 2);
        assertThat(late.next(5, 12_000, 1)).isEqualTo(Cut.CYCLE);
        assertThat(late.next(6, 25_000, 1)).isEqualTo(Cut.NONE);
        assertThat(late.endMillis()).isEqualTo(30_000);
    }

    @Test
    void theBlocksIdFollowsFromTenantPartitionAndOffset() {
        UUID id = new Section(1, 42).blockId(new TenantId("tenant-1"));
        assertThat(id.version()).isEqualTo(5);
        assertThat(id.variant()).isEqualTo(2);
        // Worked out with another implementation of RFC 9562.
        assertThat(id).isEqualTo(UUID.fromString("d163a42b-3f9d-51a8-a417-a1a92b41f02b"));
        assertThat(new Section(1, 43).blockId(new TenantId("tenant-1"))).isNotEqualTo(id);
        assertThat(new Section(2, 42).blockId(new TenantId("tenant-1"))).isNotEqualTo(id);
        assertThat(new Section(1, 42).blockId(new TenantId("tenant-2"))).isNotEqualTo(id);
    }
}
