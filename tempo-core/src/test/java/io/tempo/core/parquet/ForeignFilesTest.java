package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tempo.core.columns.ByteStrings;

import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.PageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Files of other writers: pages of version 1, all codecs, no indexes, mixed encodings. */
class ForeignFilesTest {

    private static final String ROWS =
            """
            select (i // 3)::bigint as id,
                   'name ' || (i % 17) as name,
                   'https://example.org/' || i as url,
                   (i * 7919 % 1000)::integer as number,
                   (i % 3 = 0) as flag,
                   i / 7.0 as ratio,
                   case when i % 5 = 0 then null else i::ubigint end as optional,
                   [x::varchar for x in range(i % 4)] as list,
                   [{'k': 'key' || x, 'v': [x, x + 1]} for x in range(i % 3)] as attrs
            from range(5000) t(i)\
            """;

    @TempDir Path folder;

    private Path write(String options) throws SQLException {
        Path file = folder.resolve("foreign.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "copy (%s) to '%s' (format parquet, %s)".formatted(ROWS, file, options));
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "uncompressed, v1",
        "snappy, v1",
        "gzip, v1",
        "zstd, v1",
        "lz4_raw, v1",
        "snappy, v2",
        "zstd, v2"
    })
    void filesOfDuckDbAreRead(String codec, String version) throws IOException, SQLException {
        Path path =
                write(
                        "compression "
                                + codec
                                + ", parquet_version "
                                + version
                                + ", row_group_size 2048");
        ParquetFile file = ParquetFile.open(new BytesReader(Files.readAllBytes(path)), 0);
        assertThat(file.rowGroupCount()).isGreaterThan(1);
        try (Duck duck = new Duck(path)) {
            for (Leaf leaf : file.schema().leaves()) {
                if (version.equals("v2") && leaf.type() == PhysicalType.DOUBLE) {
                    assertThatExceptionOfType(ParquetException.class)
                            .isThrownBy(() -> file.read(0, leaf.ordinal()))
                            .withMessageContaining("BYTE_STREAM_SPLIT, which is not supported");
                    continue;
                }
                List<String> values = new ArrayList<>();
                for (int g = 0; g < file.rowGroupCount(); g++) {
                    LeafData data = file.read(g, leaf.ordinal());
                    values.addAll(Duck.texts(leaf, data));
                    int to = file.rows(g) / 2;
                    assertThat(
                                    RandomColumns.entries(
                                            leaf, file.readRows(g, leaf.ordinal(), 17, to)))
                            .isEqualTo(RandomColumns.entries(leaf, data, 17, to));
                    assertThat(file.bounds(g, leaf.ordinal())).isNull();
                }
                assertThat(values).as(leaf.path()).isEqualTo(duck.values(file.schema(), leaf));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"brotli"})
    void unsupportedCodecsAreNamed(String codec) throws IOException, SQLException {
        Path path = write("compression " + codec);
        ParquetFile file = ParquetFile.open(new BytesReader(Files.readAllBytes(path)), 0);
        assertThatExceptionOfType(ParquetException.class)
                .isThrownBy(() -> file.read(0, 0))
                .withMessageContaining("row group 0, column id, page at offset 4")
                .withMessageContaining("BROTLI, which is not supported");
    }

    @Test
    void unsupportedTypesAreNamed() throws IOException, SQLException {
        Path path = folder.resolve("float.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("copy (select 1.5::float as f) to '" + path + "' (format parquet)");
        }
        BytesReader reader = new BytesReader(Files.readAllBytes(path));
        assertThatExceptionOfType(ParquetException.class)
                .isThrownBy(() -> ParquetFile.open(reader, 0))
                .withMessageContaining("column f has the type FLOAT");
    }

    @Test
    void otherFilesAreNoParquet() {
        for (byte[] bytes :
                new byte[][] {{}, new byte[11], new byte[100], "PAR1PAR1PAR1".getBytes()}) {
            assertThatExceptionOfType(ParquetException.class)
                    .isThrownBy(() -> ParquetFile.open(new BytesReader(bytes), 0));
        }
    }

    private static Page page(
            ByteSink body, int entries, org.apache.parquet.format.Encoding encoding) {
        return new Page(
                PageType.DATA_PAGE,
                4,
                body.toArray(),
                0,
                body.size,
                body.size,
                entries,
                entries,
                -1,
                encoding,
                0,
                0,
                true);
    }

    /** What writers do that give up on a dictionary in the middle of a chunk. */
    @Test
    void pagesWithAndWithoutDictionaryAreMerged() throws IOException {
        Leaf leaf = new Leaf(0, "a", PhysicalType.BYTE_ARRAY, Annotation.STRING, 0, 0);
        ChunkMeta chunk =
                new ChunkMeta(
                        0,
                        leaf,
                        7,
                        CompressionCodec.UNCOMPRESSED,
                        7,
                        0,
                        4,
                        99,
                        99,
                        4,
                        -1,
                        0,
                        -1,
                        0,
                        -1);
        ByteStrings plain = ByteStrings.of("c", "a", "d");
        int[] ids = {0, 1, 2};
        ByteSink dictionaryIds = new ByteSink(8);
        new ValueEncoder().ids(new int[] {1, 0}, 0, 2, dictionaryIds);
        ByteSink strings = new ByteSink(8);
        new ValueEncoder().plain(plain, ids, 0, 3, strings);
        ByteSink lengths = new ByteSink(8);
        new ValueEncoder().deltaLengths(plain, ids, 1, 3, lengths);

        LeafData data =
                ChunkDecoder.decode(
                        chunk,
                        new ChunkDecoder.Dictionary(ByteStrings.of("a", "b"), null),
                        List.of(
                                page(
                                        dictionaryIds,
                                        2,
                                        org.apache.parquet.format.Encoding.PLAIN_DICTIONARY),
                                page(strings, 3, org.apache.parquet.format.Encoding.PLAIN),
                                page(
                                        lengths,
                                        2,
                                        org.apache.parquet.format.Encoding
                                                .DELTA_LENGTH_BYTE_ARRAY)));
        assertThat(data.ids()).containsExactly(1, 0, 2, 3, 4, 5, 6);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < data.valueCount(); i++) {
            texts.add(data.strings().text(data.ids()[i]));
        }
        assertThat(texts).containsExactly("b", "a", "c", "a", "d", "a", "d");
        assertThat(data.strings().size()).isEqualTo(7);
    }
}
