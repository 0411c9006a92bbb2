package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tempo.core.columns.ByteStrings;

import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Chunks whose values hardly repeat: no dictionary, and a bloom filter in its place. */
class SplitBlockBloomTest {

    private static final int VALUES = 40_000;

    private static final ParquetSchema SCHEMA =
            RandomColumns.schema(RandomColumns.string("s", Repetition.REQUIRED, Annotation.STRING));

    private static final List<ColumnOptions> OPTIONS =
            List.of(new ColumnOptions(Encoding.DICTIONARY, Codec.ZSTD, true, true));

    private static String value(int i) {
        return "request-%08x-%08x".formatted(i * 0x9E3779B9, i);
    }

    private static byte[] file(int distinct) throws IOException {
        String[] texts =
                IntStream.range(0, distinct)
                        .mapToObj(SplitBlockBloomTest::value)
                        .toArray(String[]::new);
        int[] ids = IntStream.range(0, VALUES).map(i -> i % distinct).toArray();
        LeafData data = new LeafData(VALUES, null, null, VALUES, ids, ByteStrings.of(texts), null);
        return RandomColumns.write(SCHEMA, OPTIONS, List.of(List.of(data), List.of(data)));
    }

    @Test
    void aDictionaryIsLeftOutWhereItIsLargeAndSavesLittle() throws IOException {
        assertThat(ParquetFile.open(new BytesReader(file(VALUES)), 0).dictionary(0, 0)).isNull();
        assertThat(ParquetFile.open(new BytesReader(file(VALUES / 8)), 0).dictionary(0, 0).size())
                .isEqualTo(VALUES / 8);
    }

    @Test
    void valuesAreReadBack() throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(file(VALUES)), 0);
        LeafData data = file.read(1, 0);
        assertThat(data.valueCount()).isEqualTo(VALUES);
        for (int i = 0; i < VALUES; i += 997) {
            assertThat(data.strings().text(data.ids()[i])).isEqualTo(value(i));
        }
    }

    @Test
    void oneRowIsReadFromLittle() throws IOException {
        BytesReader reader = new BytesReader(file(VALUES));
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        reader.reads.clear();
        LeafData row = file.readRows(1, 0, 30_000, 30_001);
        assertThat(row.strings().text(row.ids()[0])).isEqualTo(value(30_000));
        assertThat(reader.reads.stream().mapToLong(BytesReader.Read::length).sum())
                .isLessThan(60_000);
    }

    @Test
    void whatIsThereIsNeverDeniedAndMostOfTheRestIs() throws IOException {
        BytesReader reader = new BytesReader(file(VALUES));
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        reader.reads.clear();
        for (int i = 0; i < VALUES; i += 13) {
            assertThat(file.mayContain(i & 1, 0, value(i).getBytes(UTF_8))).isTrue();
        }
        int wrong = 0;
        for (int i = 0; i < 10_000; i++) {
            wrong += file.mayContain(0, 0, ("absent-" + i).getBytes(UTF_8)) ? 1 : 0;
        }
        assertThat(wrong).isBetween(1, 600);
        assertThat(reader.reads).allMatch(read -> read.length() <= 64);
    }

    @Test
    void setsTheBitsThatOthersSet() throws IOException {
        ByteSink sink = new ByteSink(64);
        SplitBlockBloom ours = new SplitBlockBloom(1024 * 8);
        BlockSplitBloomFilter theirs = new BlockSplitBloomFilter(1024 * 8);
        for (int i = 0; i < 5000; i++) {
            byte[] value = value(i).getBytes(UTF_8);
            ours.add(value, 0, value.length);
            theirs.insertHash(theirs.hash(Binary.fromConstantByteArray(value)));
        }
        ours.write(sink);
        java.io.ByteArrayOutputStream expected = new java.io.ByteArrayOutputStream();
        theirs.writeTo(expected);
        byte[] written = Arrays.copyOf(sink.bytes, sink.size);
        assertThat(Arrays.copyOfRange(written, written.length - 1024 * 8, written.length))
                .isEqualTo(expected.toByteArray());
    }

    @Test
    void aDamagedFilterIsReportedWithItsColumn() throws IOException {
        byte[] bytes = file(VALUES);
        ParquetFile intact = ParquetFile.open(new BytesReader(bytes), 0);
        byte[] value = value(1).getBytes(UTF_8);
        assertThat(intact.mayContain(0, 0, value)).isTrue();
        BytesReader reader = new BytesReader(bytes);
        ParquetFile file = ParquetFile.open(reader, 1 << 14);
        reader.reads.clear();
        file.mayContain(0, 0, value);
        int header = (int) reader.reads.getFirst().offset();
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, header, header + 8, (byte) 0xFF);
        ParquetFile broken = ParquetFile.open(new BytesReader(damaged), 0);
        assertThatThrownBy(() -> broken.mayContain(0, 0, value))
                .isInstanceOf(ParquetException.class)
                .hasMessageContaining("row group 0, column s: bloom filter at offset " + header);
    }
}
