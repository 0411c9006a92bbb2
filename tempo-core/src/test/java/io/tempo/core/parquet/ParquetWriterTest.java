package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tempo.core.columns.ByteStrings;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class ParquetWriterTest {

    private static final ParquetSchema ONE_STRING =
            RandomColumns.schema(RandomColumns.string("s", Repetition.OPTIONAL, Annotation.STRING));

    private static FileMetaData footer(byte[] file) throws MalformedException {
        int size = LittleEndian.getInt(file, file.length - 8);
        FileMetaData footer = new FileMetaData();
        Thrift.read(footer, new ByteSource(file, file.length - 8 - size, file.length - 8));
        return footer;
    }

    @Test
    void chunksFollowEachOtherAndIndexesFollowTheRowGroups()
            throws IOException, MalformedException {
        Random random = new Random(1);
        ParquetSchema schema = RandomColumns.NESTED;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WrittenFile written;
        try (ParquetWriter writer =
                new ParquetWriter(out, schema, RandomColumns.options(schema, random), "someone")) {
            for (int rows : new int[] {3, 50}) {
                List<LeafData> data = RandomColumns.rows(schema, rows, random);
                writer.beginRowGroup(rows);
                for (int leaf = 0; leaf < data.size(); leaf++) {
                    writer.writeColumn(leaf, data.get(leaf));
                }
                writer.endRowGroup();
                assertThat(writer.position()).isEqualTo(out.size());
            }
            written = writer.finish();
        }
        byte[] file = out.toByteArray();
        FileMetaData footer = footer(file);
        assertThat(written)
                .isEqualTo(
                        new WrittenFile(
                                file.length, LittleEndian.getInt(file, file.length - 8), 2));
        assertThat(Arrays.copyOf(file, 4)).isEqualTo("PAR1".getBytes(StandardCharsets.US_ASCII));
        assertThat(footer.getVersion()).isEqualTo(2);
        assertThat(footer.getCreated_by()).isEqualTo("someone");
        assertThat(footer.getNum_rows()).isEqualTo(53);
        assertThat(footer.getColumn_orders()).hasSameSizeAs(schema.leaves());
        long next = 4;
        for (int g = 0; g < 2; g++) {
            RowGroup group = footer.getRow_groups().get(g);
            assertThat(group.getOrdinal()).isEqualTo((short) g);
            assertThat(group.getFile_offset()).isEqualTo(next);
            for (ColumnChunk chunk : group.getColumns()) {
                ColumnMetaData metadata = chunk.getMeta_data();
                long start =
                        metadata.isSetDictionary_page_offset()
                                ? metadata.getDictionary_page_offset()
                                : metadata.getData_page_offset();
                assertThat(start).isEqualTo(next);
                next += metadata.getTotal_compressed_size();
            }
            assertThat(group.getTotal_compressed_size()).isEqualTo(next - group.getFile_offset());
        }
        for (boolean columnIndexes : new boolean[] {true, false}) {
            for (RowGroup group : footer.getRow_groups()) {
                for (ColumnChunk chunk : group.getColumns()) {
                    if (columnIndexes && chunk.isSetColumn_index_offset()) {
                        assertThat(chunk.getColumn_index_offset()).isEqualTo(next);
                        next += chunk.getColumn_index_length();
                    } else if (!columnIndexes) {
                        assertThat(chunk.getOffset_index_offset()).isEqualTo(next);
                        next += chunk.getOffset_index_length();
                    }
                }
            }
        }
        assertThat(next).isEqualTo(file.length - 8 - written.footerSize());
    }

    private static Statistics statistics(ParquetSchema schema, Encoding encoding, LeafData data)
            throws IOException, MalformedException {
        byte[] file =
                RandomColumns.write(
                        schema,
                        List.of(new ColumnOptions(encoding, Codec.NONE, true)),
                        List.of(List.of(data)));
        return footer(file)
                .getRow_groups()
                .getFirst()
                .getColumns()
                .getFirst()
                .getMeta_data()
                .getStatistics();
    }

    private static LeafData strings(String... texts) {
        int[] ids = new int[texts.length];
        byte[] definition = new byte[texts.length + 1];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
            definition[i] = 1;
        }
        return new LeafData(
                texts.length + 1, null, definition, ids.length, ids, ByteStrings.of(texts), null);
    }

    @Test
    void longBoundsAreCutTheUpperOneUpwards() throws IOException, MalformedException {
        Statistics statistics =
                statistics(
                        ONE_STRING,
                        Encoding.DICTIONARY,
                        strings("b".repeat(40), "a".repeat(40), "b".repeat(15) + "äzzz"));
        assertThat(statistics.getNull_count()).isEqualTo(1);
        assertThat(new String(statistics.getMin_value(), StandardCharsets.UTF_8))
                .isEqualTo("a".repeat(16));
        assertThat(new String(statistics.getMax_value(), StandardCharsets.UTF_8))
                .as("the character that begins within the limit is left out")
                .isEqualTo("b".repeat(14) + "c");
        assertThat(statistics.isIs_min_value_exact()).isFalse();
        assertThat(statistics.isIs_max_value_exact()).isFalse();
    }

    @Test
    void shortBoundsAreExact() throws IOException, MalformedException {
        Statistics statistics = statistics(ONE_STRING, Encoding.PLAIN, strings("b", "", "bb", "a"));
        assertThat(statistics.getMin_value()).isEmpty();
        assertThat(statistics.getMax_value()).asString().isEqualTo("bb");
        assertThat(statistics.isIs_max_value_exact()).isTrue();
    }

    @Test
    void doublesHaveBoundsWithoutNan() throws IOException, MalformedException {
        ParquetSchema schema =
                RandomColumns.schema(
                        RandomColumns.number(
                                "d", Repetition.REQUIRED, PhysicalType.DOUBLE, Annotation.NONE));
        long[] some = bits(Double.NaN, 0.0, -3.5, Double.NaN);
        Statistics statistics =
                statistics(
                        schema,
                        Encoding.PLAIN,
                        new LeafData(some.length, null, null, some.length, null, null, some));
        assertThat(LittleEndian.getLong(statistics.getMin_value(), 0))
                .isEqualTo(Double.doubleToRawLongBits(-3.5));
        assertThat(LittleEndian.getLong(statistics.getMax_value(), 0))
                .isEqualTo(Double.doubleToRawLongBits(0.0));
        long[] none = bits(Double.NaN);
        assertThat(
                        statistics(
                                        schema,
                                        Encoding.PLAIN,
                                        new LeafData(1, null, null, 1, null, null, none))
                                .isSetMin_value())
                .isFalse();
    }

    private static long[] bits(double... numbers) {
        return Arrays.stream(numbers).mapToLong(Double::doubleToRawLongBits).toArray();
    }

    @Test
    void largeStringsGetSmallPages() throws IOException {
        ByteStrings strings = ByteStrings.of("x".repeat(200_000), "y".repeat(300_000), "");
        int rows = 3000;
        int[] ids = new int[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = i % 100 < 2 ? i % 100 : 2;
        }
        byte[] definition = new byte[rows];
        Arrays.fill(definition, (byte) 1);
        LeafData data = new LeafData(rows, null, definition, rows, ids, strings, null);
        byte[] bytes =
                RandomColumns.write(
                        ONE_STRING,
                        List.of(
                                new ColumnOptions(
                                        Encoding.DELTA_LENGTH_BYTE_ARRAY, Codec.ZSTD, true)),
                        List.of(List.of(data)));
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), 0);
        assertThat(file.bounds(0, 0).pages()).isBetween(10, 40);
        Leaf leaf = ONE_STRING.leaves().getFirst();
        LeafData some = file.readRows(0, 0, 1000, 1010);
        for (int i = 0; i < 10; i++) {
            assertThat(some.strings().get(some.ids()[i])).isEqualTo(strings.get(ids[1000 + i]));
        }
        assertThat(file.read(0, leaf.ordinal()).valueCount()).isEqualTo(rows);
    }

    @Test
    void dataThatDoesNotFitIsRefused() throws IOException {
        ParquetWriter writer =
                new ParquetWriter(
                        new ByteArrayOutputStream(),
                        ONE_STRING,
                        List.of(new ColumnOptions(Encoding.DICTIONARY, Codec.NONE, true)),
                        "test");
        assertThatIllegalStateException().isThrownBy(() -> writer.writeColumn(0, strings("a")));
        assertThatIllegalStateException().isThrownBy(writer::endRowGroup);
        assertThatIllegalArgumentException().isThrownBy(() -> writer.beginRowGroup(0));
        writer.beginRowGroup(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.writeColumn(0, strings("a")))
                .withMessageContaining("column s has 2 rows, its row group 3");
        assertThatIllegalStateException().isThrownBy(writer::finish);
        LeafData wrong =
                new LeafData(3, null, new byte[3], 1, new int[1], ByteStrings.of("a"), null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.writeColumn(0, wrong))
                .withMessageContaining("column s");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new ParquetWriter(
                                        new ByteArrayOutputStream(),
                                        ONE_STRING,
                                        List.of(
                                                new ColumnOptions(
                                                        Encoding.DELTA_BINARY_PACKED,
                                                        Codec.NONE,
                                                        true)),
                                        "test"))
                .withMessageContaining("column s of type BYTE_ARRAY");
    }

    @Test
    void fileWithoutRowGroupsIsAFile() throws IOException {
        byte[] bytes =
                RandomColumns.write(
                        ONE_STRING,
                        List.of(new ColumnOptions(Encoding.DICTIONARY, Codec.NONE, true)),
                        List.of());
        assertThat(ParquetFile.open(new BytesReader(bytes), 0).rowGroupCount()).isZero();
    }
}
