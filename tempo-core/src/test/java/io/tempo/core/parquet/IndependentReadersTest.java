package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What we write means the same to DuckDB and to hardwood. */
class IndependentReadersTest {

    private static final ParquetSchema SCHEMA = RandomColumns.NESTED;

    @TempDir Path folder;

    private static List<List<LeafData>> groups(ParquetSchema schema, long seed) {
        Random random = new Random(seed);
        List<List<LeafData>> groups = new ArrayList<>();
        for (int rows : new int[] {1, 300, 7}) {
            groups.add(RandomColumns.rows(schema, rows, random));
        }
        return groups;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void hardwoodReadsTheSameLevelsAndValues(long seed) throws IOException {
        ParquetSchema schema = RandomColumns.LISTS;
        List<List<LeafData>> groups = groups(schema, seed);
        byte[] bytes =
                RandomColumns.write(
                        schema, RandomColumns.options(schema, new Random(seed)), groups);
        for (Leaf leaf : schema.leaves()) {
            List<String> written = new ArrayList<>();
            groups.forEach(
                    group ->
                            written.addAll(RandomColumns.entries(leaf, group.get(leaf.ordinal()))));
            assertThat(Hardwood.entries(bytes, schema, leaf)).as(leaf.path()).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void duckDbReadsTheSameValues(long seed) throws IOException, SQLException {
        List<List<LeafData>> groups = groups(SCHEMA, seed);
        Path file = folder.resolve(seed + ".parquet");
        Files.write(
                file,
                RandomColumns.write(
                        SCHEMA, RandomColumns.options(SCHEMA, new Random(seed)), groups));
        try (Duck duck = new Duck(file)) {
            for (Leaf leaf : SCHEMA.leaves()) {
                List<String> written = new ArrayList<>();
                groups.forEach(
                        group -> written.addAll(Duck.texts(leaf, group.get(leaf.ordinal()))));
                assertThat(duck.values(SCHEMA, leaf)).as(leaf.path()).isEqualTo(written);
                if (leaf.maxRepetition() == 0) {
                    String wanted = written.get(written.size() / 2);
                    assertThat(duck.rowsWith(leaf, wanted))
                            .as("%s = %s", leaf.path(), wanted)
                            .isEqualTo(written.stream().filter(wanted::equals).count());
                }
            }
        }
    }
}
