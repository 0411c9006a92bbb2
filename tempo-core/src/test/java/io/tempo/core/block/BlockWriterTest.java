package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetFile;
import io.tempo.core.parquet.PhysicalType;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.TestSpans;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class BlockWriterTest {

    private static final long SECOND = 1_000_000_000L;
    private static final BlockSpec V5 =
            BlockSpec.of(new UUID(1, 2), "tenant", BlockVersion.VPARQUET5);

    private final TestSpans spans = new TestSpans();
    private final MemoryBlock block = new MemoryBlock();

    /** Entries of a leaf of the only row group: repetition, definition, value. */
    private List<String> leaf(BlockMeta meta, String path) throws IOException {
        ParquetFile file = ParquetFile.open(block.data(), meta.footerSize());
        Leaf leaf = file.schema().leaf(path);
        LeafData data = file.read(0, leaf.ordinal());
        List<String> entries = new ArrayList<>();
        int value = 0;
        for (int e = 0; e < data.entries(); e++) {
            String entry = data.repetition()[e] + "/" + data.definition()[e];
            if (data.definition()[e] == leaf.maxDefinition()) {
                boolean text = leaf.type() == PhysicalType.BYTE_ARRAY;
                entry +=
                        " "
                                + (text
                                        ? data.strings().text(data.ids()[value])
                                        : data.numbers()[value]);
                value++;
            }
            entries.add(entry);
        }
        return entries;
    }

    @Test
    void genericAttributesKeepTypeArraysAndDuplicates() throws IOException {
        spans.begin(1, 1, 0)
                .attribute("s", "x")
                .attribute("i", 5L)
                .attribute("list", List.of("a", "b"))
                .attribute("one", List.of(7L))
                .attribute("none", List.of())
                .attribute("map", HexFormat.of().parseHex("3a0101"))
                .attribute("s", "y")
                .end();
        spans.begin(1, 2, 0).end();
        spans.begin(2, 3, 0).attribute("b", true).attribute("d", 1.5).end();
        BlockMeta meta = BlockWriter.write(spans.columns(), V5, block);

        String attrs = "rs.ss.Spans.Attrs.";
        assertThat(leaf(meta, attrs + "Key"))
                .containsExactly(
                        "0/4 s",
                        "4/4 i",
                        "4/4 list",
                        "4/4 one",
                        "4/4 none",
                        "4/4 map",
                        "4/4 s",
                        "3/3",
                        "0/4 b",
                        "4/4 d");
        assertThat(leaf(meta, attrs + "IsArray"))
                .containsExactly(
                        "0/4 0", "4/4 0", "4/4 1", "4/4 1", "4/4 1", "4/4 0", "4/4 0", "3/3",
                        "0/4 0", "4/4 0");
        assertThat(leaf(meta, attrs + "Value"))
                .containsExactly(
                        "0/5 x", "4/4", "4/5 a", "5/5 b", "4/4", "4/4", "4/4", "4/5 y", "3/3",
                        "0/4", "4/4");
        assertThat(leaf(meta, attrs + "ValueInt"))
                .containsExactly(
                        "0/4", "4/5 5", "4/4", "4/5 7", "4/4", "4/4", "4/4", "3/3", "0/4", "4/4");
        assertThat(leaf(meta, attrs + "ValueBool")).contains("0/5 1");
        assertThat(leaf(meta, attrs + "ValueDouble"))
                .contains("4/5 " + Double.doubleToRawLongBits(1.5));
        assertThat(leaf(meta, attrs + "ValueUnsupported"))
                .contains("4/5 {\"bytesValue\":\"AQ==\"}");
    }

    @Test
    void dedicatedColumnsOfVParquet5HoldScalarsAndArraysOfTheirType() throws IOException {
        DedicatedColumn text = new DedicatedColumn(AttributeScope.SPAN, "t", Type.STRING);
        DedicatedColumn number =
                new DedicatedColumn(AttributeScope.SPAN, "n", Type.INT, Set.of(Option.ARRAY));
        spans.begin(1, 1, 0).attribute("t", "x").attribute("n", List.of(1L, 2L)).end();
        spans.begin(1, 2, 0).attribute("t", List.of("solo")).attribute("n", "no").end();
        spans.begin(1, 3, 0).attribute("t", List.of()).end();
        spans.begin(1, 4, 0).attribute("t", "first").attribute("t", "last").end();
        spans.begin(1, 5, 0).attribute("t", "erased").attribute("t", 1L).end();
        BlockMeta meta =
                BlockWriter.write(
                        spans.columns(), V5.withDedicatedColumns(List.of(text, number)), block);

        String dedicated = "rs.ss.Spans.DedicatedAttributes.";
        assertThat(leaf(meta, dedicated + "String01"))
                .containsExactly("0/4 x", "3/4 solo", "3/3", "3/4 last", "3/3");
        assertThat(leaf(meta, dedicated + "Int01"))
                .containsExactly("0/4 1", "4/4 2", "3/3", "3/3", "3/3", "3/3");
        assertThat(leaf(meta, "rs.ss.Spans.Attrs.Key"))
                .containsExactly("0/3", "3/4 n", "3/4 t", "3/3", "3/4 t");
    }

    @Test
    void fixedColumnsOfVParquet4ComeBeforeDedicatedOnes() throws IOException {
        DedicatedColumn code =
                new DedicatedColumn(AttributeScope.SPAN, "http.status_code", Type.STRING);
        spans.resource(
                Map.of("service.name", 1L, "cluster", "c", "k8s.pod.name", List.of("p", "q")));
        spans.begin(1, 1, 0).attribute("http.status_code", 200L).end();
        spans.begin(1, 2, 0).attribute("http.status_code", "418").end();
        spans.begin(1, 3, 0).attribute("http.status_code", true).end();
        BlockSpec spec =
                BlockSpec.of(new UUID(1, 2), "tenant", BlockVersion.VPARQUET4)
                        .withDedicatedColumns(List.of(code));
        BlockMeta meta = BlockWriter.write(spans.columns(), spec, block);

        String span = "rs.list.element.ss.list.element.Spans.list.element.";
        assertThat(leaf(meta, span + "HttpStatusCode")).containsExactly("0/4 200", "3/3", "3/3");
        assertThat(leaf(meta, span + "DedicatedAttributes.String01"))
                .containsExactly("0/3", "3/4 418", "3/3");
        assertThat(leaf(meta, span + "Attrs.list.element.Key"))
                .containsExactly("0/3", "3/3", "3/4 http.status_code");
        String resource = "rs.list.element.Resource.";
        assertThat(leaf(meta, resource + "ServiceName")).containsExactly("0/1 ");
        assertThat(leaf(meta, resource + "Cluster")).containsExactly("0/2 c");
        assertThat(leaf(meta, resource + "K8sPodName")).containsExactly("0/1");
        assertThat(leaf(meta, resource + "Attrs.list.element.Key"))
                .containsExactly("0/2 k8s.pod.name", "2/2 service.name");
    }

    @Test
    void aNegativeDurationIsStoredAsNone() throws IOException {
        spans.begin(1, 1, 0).time(5 * SECOND, -1).end();
        BlockMeta meta = BlockWriter.write(spans.columns(), V5, block);
        assertThat(leaf(meta, "rs.ss.Spans.DurationNano")).containsExactly("0/3 0");
    }

    @ParameterizedTest
    @CsvSource({
        "1700000010000000000, 113333333, 28333333, 5666666, 472222",
        "1700000010000000001, 113333334, 28333333, 5666666, 472222",
        "1656933075267000000, 110462205, 27615551, 5523110, 460259",
        "1, 0, 0, 0, 0",
        "0, 0, 0, 0, 0",
    })
    void bucketsIncludeTheirRightEdge(long start, int s15, int s60, int s300, int s3600) {
        assertThat(RowGroupWriter.bucket(start, 15 * SECOND)).isEqualTo(s15);
        assertThat(RowGroupWriter.bucket(start, 60 * SECOND)).isEqualTo(s60);
        assertThat(RowGroupWriter.bucket(start, 300 * SECOND)).isEqualTo(s300);
        assertThat(RowGroupWriter.bucket(start, 3600 * SECOND)).isEqualTo(s3600);
    }

    @Test
    void rowGroupsEndWhereTheirEstimateIsReached() throws IOException {
        for (int t = 9; t >= 0; t--) {
            spans.begin(t, 1, 0).attribute("k", 1L).end();
        }
        // 23 for the trace, 31 + 7 for its resource, 6 for the scope, 45 + 8 + 7 for the span
        BlockMeta meta =
                BlockWriter.write(spans.columns(), V5.withRowGroupBytes(3 * 127 - 1), block);
        assertThat(meta.totalRecords()).isEqualTo(4);
        assertThat(meta.totalObjects()).isEqualTo(10);
        ParquetFile file = ParquetFile.open(block.data(), meta.footerSize());
        assertThat(file.rows(0)).isEqualTo(3);
        assertThat(file.rows(3)).isEqualTo(1);
        BlockIndex index = BlockIndex.read(block.object("index"), "index");
        assertThat(index.lastIds())
                .containsExactly(
                        new TraceId(0, 2), new TraceId(0, 5), new TraceId(0, 8), new TraceId(0, 9));
    }

    @Test
    void theMetaHasTheTimeOfTheDataWithinTheBounds() throws IOException {
        spans.begin(1, 1, 0).time(100 * SECOND, 7).end();
        spans.begin(2, 1, 0).time(200 * SECOND, SECOND).end();
        SpanColumns c = spans.columns();
        BlockMeta meta = BlockWriter.write(c, V5, block);
        assertThat(meta.startTime()).isEqualTo(Instant.ofEpochSecond(100));
        assertThat(meta.endTime()).isEqualTo(Instant.ofEpochSecond(201));
        assertThat(meta.replicationFactor()).isEqualTo(1);
        Instant earliest = Instant.ofEpochSecond(150);
        Instant latest = Instant.ofEpochSecond(180);
        BlockMeta bounded = BlockWriter.write(c, V5.withTimeBounds(earliest, latest), block);
        assertThat(bounded.startTime()).isEqualTo(earliest);
        assertThat(bounded.endTime()).isEqualTo(latest);
    }

    @Test
    void someTracesOnly() throws IOException {
        for (int t = 0; t < 5; t++) {
            spans.begin(t + 1, 1, 0).end();
        }
        SpanColumns c = spans.columns();
        BlockMeta meta = BlockWriter.write(c, TraceLayout.of(c, 3, 1), V5, block);
        assertThat(meta.totalObjects()).isEqualTo(2);
        BlockReader reader = BlockReader.open(meta, block);
        assertThat(reader.findTrace(new TraceId(0, 4))).isNotNull();
        assertThat(reader.findTrace(new TraceId(0, 3))).isNull();
    }

    @Test
    void aBlockWithoutTracesIsWhole() throws IOException {
        BlockMeta meta = BlockWriter.write(spans.columns(), V5, block);
        assertThat(meta.totalRecords()).isZero();
        assertThat(BlockReader.open(meta, block).findTrace(new TraceId(0, 1))).isNull();
        assertThat(new String(block.object("index"), StandardCharsets.UTF_8))
                .isEqualTo("{\"rowGroups\":null}");
    }

    @Test
    void vParquet3IsNotWritten() {
        assertThatThrownBy(() -> BlockSpec.of(new UUID(1, 2), "t", BlockVersion.VPARQUET3))
                .hasMessageContaining("vParquet3");
    }

    @ParameterizedTest
    @EnumSource(names = {"VPARQUET4", "VPARQUET5"})
    void duckDbReadsWhatIsWritten(BlockVersion version, @TempDir Path folder)
            throws IOException, SQLException {
        for (int i = 0; i < 5000; i++) {
            spans.begin(i % 700, i + 1, 0)
                    .name("op" + i % 13)
                    .time(1_700_000_000L * SECOND + i, i)
                    .attribute("http.method", i % 3 == 0 ? "GET" : "POST")
                    .attribute("n", (long) i)
                    .attribute("id", "value " + i * 31)
                    .event(i, "e", Map.of("k", "v"))
                    .end();
        }
        BlockSpec spec = BlockSpec.of(new UUID(1, 2), "t", version).withRowGroupBytes(100_000);
        BlockMeta meta = BlockWriter.write(spans.columns(), spec, block);
        Path file = folder.resolve("data.parquet");
        Files.write(file, block.object("data.parquet"));
        assertThat(meta.totalRecords()).isGreaterThan(1);

        String unnested =
                "(select unnest(r.ss) s from (select unnest(rs) r from '%s'))".formatted(file);
        String sql =
                "select count(*), count(distinct p.Name), sum(p.DurationNano), "
                        + "sum(len(p.Attrs)), sum(p.Attrs[1].ValueInt[1]) "
                        + "from (select unnest(s.Spans) p from "
                        + unnested
                        + ")";
        try (Connection c = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = c.createStatement();
                ResultSet r = statement.executeQuery(sql)) {
            assertThat(r.next()).isTrue();
            assertThat(r.getInt(1)).isEqualTo(5000);
            assertThat(r.getInt(2)).isEqualTo(13);
            assertThat(r.getLong(3)).isEqualTo(4999L * 5000 / 2);
            assertThat(r.getInt(4)).isEqualTo(2 * 5000);
            assertThat(r.getLong(5)).isEqualTo(4999L * 5000 / 2);
        }
    }
}
