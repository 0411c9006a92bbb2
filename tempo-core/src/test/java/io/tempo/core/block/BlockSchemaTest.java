package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.block.BlockSchema.AttributeLeaf;
import io.tempo.core.block.DedicatedColumn.Option;
import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.parquet.Annotation;
import io.tempo.core.parquet.Encoding;
import io.tempo.core.parquet.Leaf;
import io.tempo.core.parquet.ParquetSchema;
import io.tempo.core.parquet.PhysicalType;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class BlockSchemaTest {

    private static List<String> table(String version) throws IOException {
        try (InputStream in =
                BlockSchemaTest.class.getResourceAsStream("leaves-" + version + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .toList();
        }
    }

    private static List<String> described(BlockSchema schema) {
        List<String> lines = new ArrayList<>();
        for (Leaf leaf : schema.parquet().leaves()) {
            Encoding encoding = schema.options().get(leaf.ordinal()).encoding();
            lines.add(
                    leaf.path()
                            + " "
                            + type(leaf.type(), leaf.annotation())
                            + " "
                            + leaf.maxRepetition()
                            + " "
                            + leaf.maxDefinition()
                            + " "
                            + switch (encoding) {
                                case PLAIN -> "PLAIN";
                                case DICTIONARY -> "DICT";
                                case DELTA_BINARY_PACKED -> "DBP";
                                case DELTA_LENGTH_BYTE_ARRAY -> "DLBA";
                            });
        }
        return lines;
    }

    private static String type(PhysicalType type, Annotation annotation) {
        return switch (type) {
            case BOOLEAN -> "bool";
            case DOUBLE -> "double";
            case INT32 -> annotation == Annotation.UINT32 ? "uint32" : "int32";
            case INT64 -> annotation == Annotation.UINT64 ? "uint64" : "int64";
            case BYTE_ARRAY -> annotation == Annotation.STRING ? "string" : "bytes";
        };
    }

    @Test
    void vParquet4HasTheLeavesOfTheFormat() throws IOException {
        BlockSchema schema = BlockSchema.of(BlockVersion.VPARQUET4, DedicatedColumns.DEFAULTS);
        assertThat(described(schema)).isEqualTo(table("vparquet4"));
    }

    @Test
    void vParquet5WithoutDedicatedColumnsHasTheLeavesOfTheFormat() throws IOException {
        BlockSchema schema = BlockSchema.of(BlockVersion.VPARQUET5, List.of());
        assertThat(described(schema)).isEqualTo(table("vparquet5"));
    }

    @Test
    void vParquet5PutsDedicatedLeavesWhereTheyBelong() {
        List<DedicatedColumn> columns = new ArrayList<>(DedicatedColumns.DEFAULTS);
        BlockSchema defaults = BlockSchema.of(BlockVersion.VPARQUET5, columns);
        assertThat(defaults.parquet().leaves()).hasSize(92);

        columns.add(
                new DedicatedColumn(
                        AttributeScope.EVENT, "stack", Type.STRING, Set.of(Option.BLOB)));
        BlockSchema schema = BlockSchema.of(BlockVersion.VPARQUET5, columns);
        List<Leaf> leaves = schema.parquet().leaves();
        assertThat(leaves).hasSize(93);
        assertThat(schema.resourceDedicated)
                .extracting(AttributeLeaf::leaf)
                .containsExactly(19, 20, 21, 22);
        assertThat(leaves.get(19).path()).isEqualTo("rs.Resource.DedicatedAttributes.String01");
        assertThat(leaves.get(18).path()).isEqualTo("rs.Resource.DroppedAttributesCount");
        assertThat(schema.eventDedicated)
                .singleElement()
                .satisfies(
                        e -> {
                            assertThat(leaves.get(e.leaf()).path())
                                    .isEqualTo("rs.ss.Spans.Events.DedicatedAttributes.String01");
                            assertThat(leaves.get(e.leaf()).maxRepetition()).isEqualTo(5);
                            assertThat(leaves.get(e.leaf() - 1).path())
                                    .isEqualTo("rs.ss.Spans.Events.DroppedAttributesCount");
                            assertThat(schema.options().get(e.leaf()).encoding())
                                    .isEqualTo(Encoding.DELTA_LENGTH_BYTE_ARRAY);
                        });
        int first = schema.spanDroppedLinks + 1;
        assertThat(leaves.subList(first, first + 11))
                .extracting(leaf -> leaf.path().substring(leaf.path().lastIndexOf('.') + 1))
                .containsExactly(
                        "String01",
                        "String02",
                        "String03",
                        "String04",
                        "String05",
                        "String06",
                        "String07",
                        "Int01",
                        "Int02",
                        "Int03",
                        "StartTimeRounded15");
        assertThat(schema.spanDedicated)
                .extracting(AttributeLeaf::key)
                .startsWith("http.request.method", "http.response.status_code", "url.path");
    }

    @Test
    void columnsBeyondTheRoomHaveNoLeaf() {
        List<DedicatedColumn> columns = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            columns.add(new DedicatedColumn(AttributeScope.SPAN, "a" + i, Type.STRING));
        }
        assertThat(BlockSchema.of(BlockVersion.VPARQUET5, columns).spanDedicated).hasSize(20);
        assertThat(BlockSchema.of(BlockVersion.VPARQUET4, columns).spanDedicated).hasSize(10);
    }

    @Test
    void everyLeafHasExactlyOneName() throws IllegalAccessException {
        for (BlockVersion version : BlockVersion.values()) {
            List<DedicatedColumn> columns =
                    DedicatedColumns.forVersion(version, DedicatedColumns.DEFAULTS);
            BlockSchema schema = BlockSchema.of(version, columns);
            Set<Integer> named = new HashSet<>();
            for (Field field : BlockSchema.class.getFields()) {
                Object value = field.get(schema);
                if (value instanceof Integer leaf) {
                    add(named, leaf);
                } else if (value instanceof int[] leaves && value != BlockSchema.BUCKET_SECONDS) {
                    for (int leaf : leaves) {
                        add(named, leaf);
                    }
                } else if (value instanceof List<?> list) {
                    list.forEach(leaf -> add(named, ((AttributeLeaf) leaf).leaf()));
                } else if (value instanceof BlockSchema.AttributeLeaves a) {
                    add(named, a.key());
                    add(named, a.isArray());
                    add(named, a.value());
                    add(named, a.valueInt());
                    add(named, a.valueDouble());
                    add(named, a.valueBool());
                    add(named, a.valueUnsupported());
                    add(named, a.valueKvList());
                    add(named, a.valueArray());
                }
            }
            for (Leaf leaf : schema.parquet().leaves()) {
                boolean spare = leaf.path().contains(".DedicatedAttributes.");
                assertThat(named.contains(leaf.ordinal()) || spare).as(leaf.path()).isTrue();
            }
        }
    }

    private static void add(Set<Integer> named, int leaf) {
        if (leaf >= 0) {
            assertThat(named.add(leaf)).as("leaf %s is named once", leaf).isTrue();
        }
    }

    @Test
    void findsTheLeavesOfAFileByPathWhateverTheirOrder() {
        ParquetSchema file = BlockSchema.of(BlockVersion.VPARQUET5, List.of()).parquet();
        BlockSchema found =
                BlockSchema.ofFile(BlockVersion.VPARQUET5, DedicatedColumns.DEFAULTS, file);
        assertThat(found.spanName).isEqualTo(file.leaf("rs.ss.Spans.Name").ordinal());
        assertThat(found.spanDedicated).allSatisfy(d -> assertThat(d.leaf()).isEqualTo(-1));
    }

    @Test
    void refusesLeavesOfAnotherShape() {
        SchemaBuilder builder = new SchemaBuilder();
        builder.repeated("ServiceStats", () -> builder.bytes("SpanCount", true));
        assertThatThrownBy(
                        () ->
                                BlockSchema.ofFile(
                                        BlockVersion.VPARQUET5, List.of(), builder.schema("Trace")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ServiceStats.SpanCount")
                .hasMessageContaining("INT32 with levels 1/1")
                .hasMessageContaining("found BYTE_ARRAY");
    }
}
