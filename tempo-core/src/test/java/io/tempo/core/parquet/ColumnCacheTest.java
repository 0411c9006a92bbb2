package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.parquet.ColumnCache.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ColumnCacheTest {

    private final Object file = new Object();

    @Test
    void keepsPartsOfAFileByKindAndNumber() {
        ColumnCache cache = new ColumnCache(1 << 20);
        cache.put(file, Kind.STRUCTURE, 1, "a", 100);
        cache.put(file, Kind.DICTIONARY, 1, "b", 100);
        assertThat(cache.get(file, Kind.STRUCTURE, 1, String.class)).isEqualTo("a");
        assertThat(cache.get(file, Kind.DICTIONARY, 1, String.class)).isEqualTo("b");
        assertThat(cache.get(file, Kind.STRUCTURE, 2, String.class)).isNull();
        assertThat(cache.get(new Object(), Kind.STRUCTURE, 1, String.class)).isNull();
        assertThat(cache.hits(Kind.STRUCTURE)).isEqualTo(1);
        assertThat(cache.misses(Kind.STRUCTURE)).isEqualTo(2);
        assertThat(cache.misses(Kind.DICTIONARY)).isZero();
    }

    @Test
    @Timeout(30)
    void staysWithinItsBytes() {
        ColumnCache cache = new ColumnCache(100_000);
        for (int i = 0; i < 1000; i++) {
            cache.put(file, Kind.TRACE_IDS, i, "x", 1000);
        }
        // Room is made by another thread.
        while (cache.evictions(Kind.TRACE_IDS) < 900) {
            Thread.onSpinWait();
        }
        assertThat(cache.bytes()).isBetween(1000L, 100_000L);
        assertThat(cache.maxBytes()).isEqualTo(100_000);
    }

    @Test
    void doesNotKeepWhatIsTooLarge() {
        ColumnCache cache = new ColumnCache(1000);
        cache.put(file, Kind.DICTIONARY, 1, "x", 1000);
        assertThat(cache.get(file, Kind.DICTIONARY, 1, String.class)).isNull();
        ColumnCache nothing = new ColumnCache(0);
        nothing.put(file, Kind.DICTIONARY, 1, "x", 0);
        assertThat(nothing.get(file, Kind.DICTIONARY, 1, String.class)).isNull();
    }
}
