package io.tempo.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class SeededHashTest {

    @Test
    void equalBytesHaveEqualHashesWhereverTheyLie() {
        Random random = new Random(1);
        for (int length = 0; length < 100; length++) {
            byte[] once = new byte[length + 3];
            random.nextBytes(once);
            byte[] again = new byte[length + 50];
            random.nextBytes(again);
            System.arraycopy(once, 2, again, 17, length);
            assertThat(SeededHash.of(once, 2, length)).isEqualTo(SeededHash.of(again, 17, length));
        }
    }

    @Test
    void everyBitCounts() {
        for (int length = 1; length < 70; length++) {
            byte[] bytes = new byte[length];
            Set<Integer> hashes = new HashSet<>(Set.of(SeededHash.of(bytes, 0, length)));
            for (int bit = 0; bit < 8 * length; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                hashes.add(SeededHash.of(bytes, 0, length));
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
            assertThat(hashes).hasSizeGreaterThan(8 * length - 1);
        }
    }

    @Test
    void similarNumbersSpread() {
        int[] buckets = new int[1024];
        for (long i = 0; i < 100 * 1024; i++) {
            buckets[SeededHash.of(i << 40) & 1023]++;
            buckets[SeededHash.of(i, -i) & 1023]++;
            buckets[SeededHash.finish(SeededHash.mix(SeededHash.mix(0, i), 7)) & 1023]++;
        }
        for (int count : buckets) {
            assertThat(count).isBetween(150, 450);
        }
    }
}
