package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.ByteStrings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Blocks that the reference implementation wrote. */
class GoldenFilesTest {

    @TempDir Path folder;

    private static byte[] block(String version) throws IOException {
        try (InputStream in =
                GoldenFilesTest.class.getResourceAsStream("/golden/" + version + "/data.parquet")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void everyLeafOfEveryRowGroupIsDecoded(String version) throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(block(version)), 0);
        assertThat(file.schema().root().name()).isEqualTo("Trace");
        int traces = 0;
        for (int g = 0; g < file.rowGroupCount(); g++) {
            traces += file.rows(g);
            for (Leaf leaf : file.schema().leaves()) {
                LeafData data = file.read(g, leaf.ordinal());
                assertThat(RandomColumns.rows(data)).as(leaf.path()).isEqualTo(file.rows(g));
            }
        }
        assertThat(traces).isEqualTo(320);
    }

    /** Hardwood gives no values for required fields of plain repeated groups, as vParquet5 has. */
    @Test
    void hardwoodDecodesTheSame() throws IOException {
        byte[] bytes = block("vParquet4");
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), 1 << 20);
        for (Leaf leaf : file.schema().leaves()) {
            List<String> entries = new ArrayList<>();
            for (int g = 0; g < file.rowGroupCount(); g++) {
                entries.addAll(RandomColumns.entries(leaf, file.read(g, leaf.ordinal())));
            }
            assertThat(entries)
                    .as(leaf.path())
                    .isEqualTo(Hardwood.entries(bytes, file.schema(), leaf));
        }
    }

    @Test
    void duckDbDecodesTheSameValues() throws IOException, SQLException {
        byte[] bytes = block("vParquet5");
        Path copy = Files.write(folder.resolve("data.parquet"), bytes);
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), 1 << 20);
        try (Duck duck = new Duck(copy)) {
            for (Leaf leaf : file.schema().leaves()) {
                List<String> values = new ArrayList<>();
                for (int g = 0; g < file.rowGroupCount(); g++) {
                    values.addAll(Duck.texts(leaf, file.read(g, leaf.ordinal())));
                }
                assertThat(values).as(leaf.path()).isEqualTo(duck.values(file.schema(), leaf));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void someRowsAreTheSameAsInTheWholeChunk(String version) throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(block(version)), 0);
        for (Leaf leaf : file.schema().leaves()) {
            LeafData all = file.read(0, leaf.ordinal());
            assertThat(RandomColumns.entries(leaf, file.readRows(0, leaf.ordinal(), 100, 103)))
                    .as(leaf.path())
                    .isEqualTo(RandomColumns.entries(leaf, all, 100, 103));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void boundsHoldTheValuesOfTheirPages(String version) throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(block(version)), 0);
        Leaf leaf = file.schema().leaf("TraceID");
        ColumnBounds bounds = file.bounds(0, leaf.ordinal());
        for (int page = 0; page < bounds.pages(); page++) {
            LeafData data =
                    file.readRows(
                            0,
                            leaf.ordinal(),
                            bounds.firstRow()[page],
                            bounds.firstRow()[page + 1]);
            assertThat(bounds.known()[page]).isTrue();
            for (int i = 0; i < data.valueCount(); i++) {
                byte[] id = data.strings().get(data.ids()[i]);
                assertThat(Arrays.compareUnsigned(bounds.min().get(page), id)).isNotPositive();
                assertThat(Arrays.compareUnsigned(bounds.max().get(page), id)).isNotNegative();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void dictionaryIsThatOfTheChunk(String version) throws IOException {
        ParquetFile file = ParquetFile.open(new BytesReader(block(version)), 0);
        int names = file.schema().leaf("RootServiceName").ordinal();
        ByteStrings dictionary = file.dictionary(0, names);
        assertThat(dictionary.find("frontend".getBytes(StandardCharsets.UTF_8))).isNotNegative();
        assertThat(file.read(0, names).strings()).isSameAs(dictionary);
        assertThat(file.dictionary(0, file.schema().leaf("TraceID").ordinal())).isNull();
    }
}
