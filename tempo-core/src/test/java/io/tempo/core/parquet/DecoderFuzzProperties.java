package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.ByteStrings;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageType;

import java.util.List;
import java.util.Random;

/** Pages without checksums and full of nonsense give values or an error, never anything else. */
class DecoderFuzzProperties {

    @Property(tries = 5000)
    void nonsenseIsDecodedOrRefused(
            @ForAll long seed,
            @ForAll PhysicalType type,
            @ForAll @IntRange(max = 8) int encoding,
            @ForAll @IntRange(max = 7) int codec,
            @ForAll boolean version2) {
        Random random = new Random(seed);
        int entries = random.nextInt(300);
        byte[] body = new byte[random.nextInt(200)];
        random.nextBytes(body);
        if (random.nextBoolean()) {
            // small numbers look more like lengths, widths and headers of runs
            for (int i = 0; i < body.length; i++) {
                body[i] &= random.nextInt(4) == 0 ? 0x7F : 0x07;
            }
        }
        Leaf leaf = new Leaf(0, "a.b", type, Annotation.NONE, random.nextInt(2), random.nextInt(3));
        ChunkMeta chunk =
                new ChunkMeta(
                        0,
                        leaf,
                        entries,
                        CompressionCodec.values()[codec],
                        entries,
                        random.nextInt(entries + 2) - 1,
                        4,
                        body.length,
                        1000,
                        4,
                        -1,
                        0,
                        -1,
                        0,
                        -1);
        int repetition = version2 ? random.nextInt(body.length + 1) / 4 : 0;
        int definition = version2 ? random.nextInt(body.length - repetition + 1) / 4 : 0;
        boolean compressed = random.nextInt(4) == 0;
        Page page =
                new Page(
                        version2 ? PageType.DATA_PAGE_V2 : PageType.DATA_PAGE,
                        4,
                        body,
                        0,
                        body.length,
                        compressed ? repetition + definition + random.nextInt(500) : body.length,
                        entries,
                        -1,
                        -1,
                        org.apache.parquet.format.Encoding.values()[encoding],
                        repetition,
                        definition,
                        compressed);
        ChunkDecoder.Dictionary dictionary =
                type == PhysicalType.BYTE_ARRAY
                        ? new ChunkDecoder.Dictionary(ByteStrings.of("a", "b", "c"), null)
                        : new ChunkDecoder.Dictionary(null, new long[] {1, 2, 3});
        try {
            LeafData data = ChunkDecoder.decode(chunk, dictionary, List.of(page));
            assertThat(data.entries()).isEqualTo(entries);
            for (int i = 0; i < data.valueCount(); i++) {
                if (data.strings() != null) {
                    assertThat(data.strings().get(data.ids()[i])).isNotNull();
                }
            }
        } catch (ParquetException e) {
            assertThat(e).hasMessageContaining("row group 0, column a.b, page at offset 4");
        }
    }
}
