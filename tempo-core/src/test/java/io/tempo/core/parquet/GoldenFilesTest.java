package io.tempo.core.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;

/** Blocks that the reference implementation wrote. */
class GoldenFilesTest {

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
}
