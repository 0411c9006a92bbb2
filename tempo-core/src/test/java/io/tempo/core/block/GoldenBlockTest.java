package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.SpanColumns;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetFile;
import io.tempo.core.parquet.PhysicalType;
import io.tempo.core.testing.GoldenSpans;
import io.tempo.core.testing.MemoryBlock;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A block of the golden data as the reference wrote it, against one written here. */
class GoldenBlockTest {

    private static final SpanColumns COLUMNS = GoldenSpans.columns();

    private static MemoryBlock reference(BlockVersion version) throws IOException {
        MemoryBlock block = new MemoryBlock();
        for (String name : List.of("data.parquet", "bloom-0", "index", "meta.json")) {
            String resource = "/golden/" + version.format() + "/" + name;
            try (InputStream in = GoldenBlockTest.class.getResourceAsStream(resource)) {
                block.objects().put(name, in.readAllBytes());
            }
        }
        return block;
    }

    private static BlockMeta meta(MemoryBlock block) throws IOException {
        return BlockMetaJson.read(block.object("meta.json"), "meta.json");
    }

    @ParameterizedTest
    @EnumSource(names = {"VPARQUET4", "VPARQUET5"})
    void everyColumnIsAsTheReferenceWroteIt(BlockVersion version) throws IOException {
        MemoryBlock expected = reference(version);
        BlockMeta expectedMeta = meta(expected);
        MemoryBlock actual = new MemoryBlock();
        BlockSpec spec = BlockSpec.of(expectedMeta.blockId(), expectedMeta.tenantId(), version);
        BlockMeta meta = BlockWriter.write(COLUMNS, spec, actual);

        assertThat(actual.objects().keySet())
                .containsExactly("data.parquet", "bloom-0", "index", "meta.json");
        assertThat(actual.object("bloom-0")).isEqualTo(expected.object("bloom-0"));
        assertThat(new String(actual.object("index"), StandardCharsets.UTF_8))
                .isEqualTo(new String(expected.object("index"), StandardCharsets.UTF_8));
        assertThat(meta(actual)).isEqualTo(meta);
        assertThat(meta)
                .usingRecursiveComparison()
                .ignoringFields("size", "footerSize", "startTime", "endTime")
                .isEqualTo(expectedMeta);
        assertThat(meta.size()).isEqualTo(actual.object("data.parquet").length);

        ParquetFile ours = ParquetFile.open(actual.data(), meta.footerSize());
        ParquetFile theirs = ParquetFile.open(expected.data(), expectedMeta.footerSize());
        assertThat(ours.schema().leaves()).isEqualTo(theirs.schema().leaves());
        assertThat(ours.rowGroupCount()).isEqualTo(theirs.rowGroupCount()).isEqualTo(1);
        List<String> different = new ArrayList<>();
        for (Leaf leaf : theirs.schema().leaves()) {
            List<String> a = entries(leaf, ours.read(0, leaf.ordinal()));
            List<String> b = entries(leaf, theirs.read(0, leaf.ordinal()));
            if (leaf.path().endsWith(".ChildCount")) {
                LeafData left = ours.read(0, leaf.ordinal() - 2);
                ignoreTracesWithoutNumbers(a, left);
                ignoreTracesWithoutNumbers(b, left);
            }
            if (!a.equals(b)) {
                int i = 0;
                while (i < Math.min(a.size(), b.size()) && a.get(i).equals(b.get(i))) {
                    i++;
                }
                int to = i + 8;
                different.add(
                        leaf.path()
                                + " from entry "
                                + i
                                + ": "
                                + a.subList(i, Math.min(a.size(), to))
                                + " for "
                                + b.subList(i, Math.min(b.size(), to)));
            }
        }
        assertThat(different).isEmpty();
    }

    /** The reference leaves counts of other traces in those that have no root. */
    private static void ignoreTracesWithoutNumbers(List<String> entries, LeafData left) {
        int from = 0;
        for (int e = 1; e <= entries.size(); e++) {
            if (e == entries.size() || left.repetition()[e] == 0) {
                if (Arrays.stream(left.numbers(), from, e).allMatch(n -> n == 0)) {
                    Collections.fill(entries.subList(from, e), "");
                }
                from = e;
            }
        }
    }

    /** Every entry as repetition/definition and value. */
    private static List<String> entries(Leaf leaf, LeafData data) {
        List<String> entries = new ArrayList<>();
        int value = 0;
        for (int e = 0; e < data.entries(); e++) {
            String text = "";
            if (leaf.maxRepetition() > 0) {
                text += data.repetition()[e];
            }
            boolean present = true;
            if (leaf.maxDefinition() > 0) {
                text += "/" + data.definition()[e];
                present = data.definition()[e] == leaf.maxDefinition();
            }
            if (present) {
                text +=
                        "="
                                + (leaf.type() == PhysicalType.BYTE_ARRAY
                                        ? new String(
                                                data.strings().get(data.ids()[value]),
                                                StandardCharsets.ISO_8859_1)
                                        : data.numbers()[value]);
                value++;
            }
            entries.add(text);
        }
        return entries;
    }
}
