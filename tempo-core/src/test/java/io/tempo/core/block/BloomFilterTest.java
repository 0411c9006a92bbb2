package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.model.BigEndian;
import io.tempo.core.model.TraceId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

class BloomFilterTest {

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000001, 69691904, 23eff26357c48224, 01897af0aa0ca051,"
                + " 640eb8ebaa79f30c, ea7a7a80f5febcaf,"
                + " 557604 548096 97154 260469 806484 479164 28222",
        "0000000000000000abcdef0123456789, d2f250a5, e84d4e243edc7f52, 32c86714b3f93904,"
                + " 85e89eb7120e35fa, 564be352a150d837,"
                + " 687954 528699 44992 154354 579386 455191 790684",
        "ffffffffffffffffffffffffffffffff, fc2a8055, d8ce73d7a39a46e6, d0ac179d2650b632,"
                + " 037673bf8899420d, a15c106a571c89bf,"
                + " 280294 540657 711268 654425 446234 550637 721248"
    })
    void hashesAsTheReference(
            String id, String fnv, String h0, String h1, String h2, String h3, String bits) {
        TraceId traceId = TraceId.fromHex(id);
        int shards = 999_983;
        assertThat(BloomFilter.shardFor(traceId, shards))
                .isEqualTo((int) (Long.parseLong(fnv, 16) % shards));

        TraceIdHash hash = new TraceIdHash();
        hash.set(traceId);
        String[] expected = {h0, h1, h2, h3};
        for (int i = 0; i < 4; i++) {
            assertThat(hash.get(i)).isEqualTo(Long.parseUnsignedLong(expected[i], 16));
        }
        long[] positions = Arrays.stream(bits.split(" ")).mapToLong(Long::parseLong).toArray();
        for (int i = 0; i < positions.length; i++) {
            assertThat(hash.bit(i, 819_200)).isEqualTo(positions[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "50, 0.01, 20, 480, 7, 3",
        "5000, 0.01, 1024, 47926, 7, 6",
        "134, 0.01, 102400, 1285, 7, 1",
        "134, 0.05, 102400, 836, 5, 1",
        "0, 0.01, 102400, 0, 7, 1",
        "100000000000, 0.01, 1024, 958505837737, 7, 1000"
    })
    void sizesAsTheReference(
            long traces, double rate, int shardBytes, long bits, int hashes, int shards) {
        assertThat(BloomFilter.totalBits(traces, rate)).isEqualTo(bits);
        ShardedBloomBuilder bloom = new ShardedBloomBuilder(traces, rate, shardBytes);
        assertThat(bloom.hashes()).isEqualTo(hashes);
        assertThat(bloom.shards()).isEqualTo(shards);
        assertThat(bloom.shard(shards - 1)).hasSize(24 + (shardBytes + 7) / 8 * 8);
    }

    @Test
    void everyAddedIdIsFoundInItsShardAndFewOthers() throws IOException {
        int count = 5000;
        ShardedBloomBuilder builder = new ShardedBloomBuilder(count, 0.01, 1024);
        SplittableRandom random = new SplittableRandom(7);
        TraceId[] ids = new TraceId[count];
        for (int i = 0; i < count; i++) {
            ids[i] = new TraceId(random.nextLong(), random.nextLong());
            builder.add(ids[i]);
        }
        BloomShard[] shards = new BloomShard[builder.shards()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = BloomShard.read(builder.shard(i), "t/b/" + BloomFilter.objectName(i));
        }
        for (TraceId id : ids) {
            assertThat(shards[BloomFilter.shardFor(id, shards.length)].mayContain(id)).isTrue();
        }
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            TraceId id = new TraceId(random.nextLong(), random.nextLong());
            wrong += shards[BloomFilter.shardFor(id, shards.length)].mayContain(id) ? 1 : 0;
        }
        assertThat(wrong).isBetween(20, 300);
    }

    @Test
    void legacyBlocksHaveTenShards() {
        TraceId id = TraceId.fromHex("abc");
        assertThat(BloomFilter.shardFor(id, 0)).isEqualTo(BloomFilter.shardFor(id, 10));
    }

    @Test
    void refusesDamagedShards() {
        ShardedBloomBuilder builder = new ShardedBloomBuilder(100, 0.01, 100);
        byte[] good = builder.shard(0);

        assertRefused(Arrays.copyOf(good, 23), "header of 24 bytes");
        assertRefused(Arrays.copyOf(good, good.length - 8), "holds");
        assertRefused(Arrays.copyOf(good, good.length - 1), "103 bytes of words");
        assertRefused(Arrays.copyOf(good, good.length + 8), "bytes of words");
        assertRefused(with(good, 0, -1), "18446744073709551615 bits");
        assertRefused(with(good, 0, 0), "0 bits");
        assertRefused(with(good, 0, 801), "801 bits");
        assertRefused(with(good, 8, 0), "0 bits per id");
        assertRefused(with(good, 8, Long.MIN_VALUE), "bits per id");
        assertRefused(with(good, 16, 799), "bit set of 799");
    }

    @Test
    void refusesAbsurdSizes() {
        assertThatThrownBy(() -> new ShardedBloomBuilder(1, 1, 1024))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardedBloomBuilder(1, Double.NaN, 1024))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardedBloomBuilder(1, 0.01, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardedBloomBuilder(-1, 0.01, 100))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] with(byte[] good, int offset, long value) {
        byte[] bytes = good.clone();
        BigEndian.putLong(bytes, offset, value);
        return bytes;
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> BloomShard.read(bytes, "tenant/block/bloom-3"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tenant/block/bloom-3")
                .hasMessageContaining(message);
    }

    @Test
    void aShardThatIsAlmostEmptyTakesLittleMemoryAndAnswersTheSame() throws IOException {
        ShardedBloomBuilder builder = new ShardedBloomBuilder(1000, 0.01, 100 * 1024);
        SplittableRandom random = new SplittableRandom(7);
        TraceId[] ids = new TraceId[1000];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new TraceId(random.nextLong(), random.nextLong());
            builder.add(ids[i]);
        }
        BloomShard shard = BloomShard.read(builder.shard(0), "bloom-0");
        assertThat(shard.memoryBytes()).isBetween(6_000L, 16_000L);
        assertThat(ids).allMatch(shard::mayContain);
        int wrong = 0;
        for (int i = 0; i < 100_000; i++) {
            wrong += shard.mayContain(new TraceId(random.nextLong(), i)) ? 1 : 0;
        }
        assertThat(wrong).isZero();
    }

    @Test
    void aFullShardAndAnEmptyOneAreWhatTheyWere() throws IOException {
        ShardedBloomBuilder full = new ShardedBloomBuilder(80_000, 0.01, 100 * 1024);
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 80_000; i++) {
            full.add(new TraceId(random.nextLong(), random.nextLong()));
        }
        assertThat(BloomShard.read(full.shard(0), "bloom-0").memoryBytes()).isEqualTo(102_400);
        ShardedBloomBuilder empty = new ShardedBloomBuilder(0, 0.01, 100 * 1024);
        BloomShard none = BloomShard.read(empty.shard(0), "bloom-0");
        assertThat(none.memoryBytes()).isLessThan(1000);
        assertThat(none.mayContain(new TraceId(1, 2))).isFalse();
    }
}
