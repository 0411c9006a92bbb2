package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class WriteReadProperties {

    private static final ParquetSchema SCHEMA = RandomColumns.NESTED;

    @Property(tries = 60)
    void whatIsWrittenIsReadBack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int rows)
            throws IOException {
        Random random = new Random(seed);
        List<List<LeafData>> groups = new ArrayList<>();
        for (int g = 0; g <= random.nextInt(3); g++) {
            groups.add(RandomColumns.rows(SCHEMA, 1 + random.nextInt(rows), random));
        }
        byte[] bytes = RandomColumns.write(SCHEMA, RandomColumns.options(SCHEMA, random), groups);
        ParquetFile file = ParquetFile.open(new BytesReader(bytes), random.nextInt(2) * 4000);

        assertThat(file.schema().root()).isEqualTo(SCHEMA.root());
        assertThat(file.schema().leaves()).isEqualTo(SCHEMA.leaves());
        assertThat(file.rowGroupCount()).isEqualTo(groups.size());
        for (int g = 0; g < groups.size(); g++) {
            int count = RandomColumns.rows(groups.get(g).getFirst());
            assertThat(file.rows(g)).isEqualTo(count);
            for (Leaf leaf : SCHEMA.leaves()) {
                LeafData written = groups.get(g).get(leaf.ordinal());
                assertThat(RandomColumns.entries(leaf, file.read(g, leaf.ordinal())))
                        .as(leaf.path())
                        .isEqualTo(RandomColumns.entries(leaf, written));
                assertThat(file.mayHaveValues(g, leaf.ordinal()))
                        .isEqualTo(written.valueCount() > 0);
                int from = random.nextInt(count + 1);
                int to = from + random.nextInt(count - from + 1);
                LeafData some = file.readRows(g, leaf.ordinal(), from, to);
                assertThat(RandomColumns.entries(leaf, some))
                        .as("%s, rows %d to %d of %d", leaf.path(), from, to, count)
                        .isEqualTo(RandomColumns.entries(leaf, written, from, to));
            }
        }
    }
}
