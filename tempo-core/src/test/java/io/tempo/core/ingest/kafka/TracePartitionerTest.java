package io.tempo.core.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.model.TenantId;

import org.junit.jupiter.api.Test;

/**
 * The hash is part of the log: all distributors must agree on it, also those of another version.
 */
class TracePartitionerTest {

    private static final TracePartitioner ACME = new TracePartitioner(new TenantId("acme"));

    @Test
    void partitionsNeverChange() {
        assertThat(
                        new int[] {
                            ACME.partition(0, 1, 1000),
                            ACME.partition(0, 2, 1000),
                            ACME.partition(1, 0, 1000),
                            ACME.partition(-1, -1, 1000),
                            new TracePartitioner(new TenantId("other")).partition(0, 1, 1000)
                        })
                .containsExactly(846, 145, 929, 987, 1);
    }

    @Test
    void idsInSequenceAreSpreadEvenly() {
        int[] counts = new int[10];
        for (int i = 0; i < 100_000; i++) {
            counts[ACME.partition(i & 7, i, 10)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    @Test
    void onePartitionTakesAll() {
        assertThat(ACME.partition(5, 6, 1)).isZero();
    }
}
