package io.tempo.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.DedicatedColumns;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

class TenantIndexProperties {

    @Property(tries = 100)
    void bothFormsReadBackWhatWasWritten(@ForAll long seed, @ForAll @IntRange(max = 30) int blocks)
            throws IOException {
        TenantIndex index = index(new Random(seed), blocks);
        assertThat(TenantIndexCodec.readProtobuf(TenantIndexCodec.writeProtobuf(index), "t/i"))
                .isEqualTo(index);
        assertThat(TenantIndexCodec.readJson(TenantIndexCodec.writeJson(index), "t/i"))
                .isEqualTo(index);
    }

    @Property(tries = 300)
    void damageIsReportedOrHarmless(
            @ForAll long seed, @ForAll @IntRange(max = 1_000_000) int where, @ForAll boolean cut) {
        Random random = new Random(seed);
        TenantIndex index = index(random, 5);
        byte[] protobuf = TenantIndexProtobuf.write(index);
        readDamaged(() -> TenantIndexProtobuf.read(damage(protobuf, where, cut), "t/index.pb.zst"));
        byte[] zstd = TenantIndexCodec.writeProtobuf(index);
        readDamaged(
                () -> TenantIndexCodec.readProtobuf(damage(zstd, where, cut), "t/index.pb.zst"));
        byte[] gzip = TenantIndexCodec.writeJson(index);
        readDamaged(() -> TenantIndexCodec.readJson(damage(gzip, where, cut), "t/index.json.gz"));
    }

    @Example
    void theGzipHeaderNamesTheFile() throws IOException {
        byte[] gzip = TenantIndexCodec.writeJson(index(new Random(1), 2));
        assertThat(new String(gzip, 10, 11, StandardCharsets.ISO_8859_1)).isEqualTo("index.json\0");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("{\"created_at\":\"")
                    .contains("\"meta\":[{\"format\":")
                    .contains("\"compactedTime\":");
        }
    }

    @Example
    void listsMayBeNull() throws IOException {
        byte[] gzip = gzip("{\"created_at\":\"2026-01-02T03:04:05.6+02:00\",\"meta\":null}");
        TenantIndex index = TenantIndexCodec.readJson(gzip, "t/index.json.gz");
        assertThat(index.blocks()).isEqualTo(TenantBlocks.NONE);
        assertThat(index.createdAt()).isEqualTo("2026-01-02T01:04:05.6Z");
    }

    @Example
    void oldAndUnknownFieldsAreSkipped() throws IOException {
        TenantIndex index = index(new Random(2), 3);
        byte[] known = TenantIndexProtobuf.write(index);
        byte[] unknown = {14 << 3, 7, 11 << 3 | 2, 2, 'x', 'y'};
        byte[] both = new byte[known.length + unknown.length];
        System.arraycopy(unknown, 0, both, 0, unknown.length);
        System.arraycopy(known, 0, both, unknown.length, known.length);
        assertThat(TenantIndexCodec.readProtobuf(Zstd.compress(both), "t/i")).isEqualTo(index);
    }

    @Example
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> TenantIndexCodec.readProtobuf(new byte[] {1, 2, 3, 4, 5}, "t/pb"))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageStartingWith("t/pb is not zstd");
        assertThatThrownBy(() -> TenantIndexCodec.readJson(new byte[] {1, 2, 3, 4}, "t/json"))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageStartingWith("t/json is not gzip");
        assertThatThrownBy(
                        () ->
                                TenantIndexCodec.readJson(
                                        gzip("{\"created_at\":\"yesterday\"}"), "t/json"))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining("created_at");
    }

    private interface Reading {
        TenantIndex read() throws IOException;
    }

    private static void readDamaged(Reading reading) {
        try {
            assertThat(reading.read()).isNotNull();
        } catch (DamagedBlockException e) {
            assertThat(e).hasMessageStartingWith("t/index.");
        } catch (IOException e) {
            throw new AssertionError("not told apart from a failing store", e);
        }
    }

    private static byte[] damage(byte[] bytes, int where, boolean cut) {
        if (cut) {
            return Arrays.copyOf(bytes, where % bytes.length);
        }
        byte[] flipped = bytes.clone();
        flipped[where % bytes.length] ^= (byte) (1 << where % 8);
        return flipped;
    }

    private static byte[] gzip(String json) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private static TenantIndex index(Random random, int blocks) {
        List<BlockMeta> live = new ArrayList<>();
        List<CompactedBlock> compacted = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            live.add(meta(random));
            compacted.add(new CompactedBlock(meta(random), time(random)));
        }
        return new TenantIndex(time(random), new TenantBlocks(live, compacted));
    }

    static BlockMeta meta(Random random) {
        return new BlockMeta(
                random.nextBoolean() ? "vParquet5" : "vParquet4",
                new UUID(random.nextLong(), random.nextLong()),
                "tenant-" + random.nextInt(3),
                random.nextInt(5) == 0 ? BlockMeta.ZERO_TIME : time(random),
                time(random),
                random.nextLong(Long.MAX_VALUE),
                random.nextLong(Long.MAX_VALUE),
                random.nextInt(10),
                random.nextInt(Integer.MAX_VALUE),
                random.nextInt(1000),
                random.nextInt(Integer.MAX_VALUE),
                random.nextBoolean() ? DedicatedColumns.DEFAULTS : List.of(),
                random.nextInt(2));
    }

    private static Instant time(Random random) {
        return Instant.ofEpochSecond(
                random.nextLong(4_000_000_000L),
                random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    }
}
