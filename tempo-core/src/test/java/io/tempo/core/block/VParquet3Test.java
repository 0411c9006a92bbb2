package io.tempo.core.block;

import static io.tempo.core.block.RecordShredder.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TraceId;
import io.tempo.core.parquet.LeafData;
import io.tempo.core.parquet.ParquetWriter;
import io.tempo.core.parquet.WrittenFile;
import io.tempo.core.testing.GoldenTraces;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.TableContents;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads a vParquet3 block; it is written record by record, as no writer of ours makes them. */
class VParquet3Test {

    private static final TraceId FIRST = new TraceId(0, 7);
    private static final TraceId SECOND = new TraceId(1, 8);
    private static final long START = 1_700_000_000_000_000_000L;

    private static final List<DedicatedColumn> DEDICATED =
            List.of(
                    new DedicatedColumn(
                            AttributeScope.SPAN, "db.name", DedicatedColumn.Type.STRING));

    @Test
    void readsBackWhatItsColumnsHold() throws IOException {
        BlockReader reader = block();
        SpanColumns columns = reader.findTrace(FIRST);
        ResourceSpans first = GoldenTraces.eachSpan(BlockReaderTest.traces(columns)).getFirst();

        Resource resource = first.getResource();
        assertThat(resource.getAttributesList())
                .containsExactly(
                        text("cluster", "c1"),
                        attribute("pid", AnyValue.newBuilder().setIntValue(4)),
                        text("service.name", "shop"));
        Span span = first.getScopeSpans(0).getSpans(0);
        assertThat(first.getScopeSpans(0).getScope().getName()).isEqualTo("lib");
        assertThat(span.getName()).isEqualTo("GET /");
        assertThat(span.getStartTimeUnixNano()).isEqualTo(START);
        assertThat(span.getEndTimeUnixNano()).isEqualTo(START + 50);
        assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
        assertThat(span.getAttributesList())
                .containsExactly(
                        attribute("a", AnyValue.newBuilder().setStringValue("")),
                        attribute("b", AnyValue.newBuilder().setBoolValue(true)),
                        attribute("c", AnyValue.newBuilder().setDoubleValue(0.5)),
                        text("db.name", "orders"),
                        attribute("http.status_code", AnyValue.newBuilder().setIntValue(500)),
                        attribute("ints", array(1, 2)),
                        attribute("kv", kvList()),
                        attribute("none", AnyValue.newBuilder()));
        assertThat(span.getEventsList())
                .containsExactly(
                        Span.Event.newBuilder()
                                .setTimeUnixNano(START + 9)
                                .setName("log")
                                .addAttributes(text("level", "warn"))
                                .addAttributes(attribute("n", array(5)))
                                .setDroppedAttributesCount(1)
                                .build());
        assertThat(span.getLinksList()).containsExactly(link());
    }

    @Test
    void searchesSeeTheSame() throws IOException {
        BlockReader reader = block();
        TraceTable table = reader.table(0);
        assertThat(table.mayContain(AttributeScope.EVENT, "level", utf8("warn"))).isTrue();
        assertThat(TableContents.of(table))
                .isEqualTo(TableContents.of(new SpanTable(reader.readRows(0, 0, 2))));
        assertThat(table.attributeKeys(AttributeScope.LINK)).containsExactly("why");
    }

    private static BlockReader block() throws IOException {
        BlockSchema schema = BlockSchema.of(BlockVersion.VPARQUET3, DEDICATED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ParquetWriter writer =
                new ParquetWriter(out, schema.parquet(), schema.options(), "vParquet3 test");
        List<LeafData> leaves = RecordShredder.shred(schema.parquet(), rows());
        writer.beginRowGroup(2);
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            writer.writeColumn(leaf, leaves.get(leaf));
        }
        writer.endRowGroup();
        WrittenFile file = writer.finish();
        ShardedBloomBuilder bloom = new ShardedBloomBuilder(2, 0.01, 1024);
        bloom.add(FIRST);
        bloom.add(SECOND);
        MemoryBlock block = new MemoryBlock();
        block.put("data.parquet", out.toByteArray());
        block.put("bloom-0", bloom.shard(0));
        BlockMeta meta =
                new BlockMeta(
                        "vParquet3",
                        new UUID(1, 2),
                        "t",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        2,
                        file.size(),
                        0,
                        1,
                        1,
                        file.footerSize(),
                        DEDICATED,
                        1);
        return BlockReader.open(meta, block);
    }

    private static List<Map<String, Object>> rows() {
        Map<String, Object> span =
                map(
                        "SpanID",
                        new byte[] {1, 2, 3, 4, 5, 6, 7, 8},
                        "Name",
                        "GET /",
                        "ParentID",
                        -1,
                        "NestedSetLeft",
                        1,
                        "NestedSetRight",
                        2,
                        "Kind",
                        2,
                        "StartTimeUnixNano",
                        START,
                        "DurationNano",
                        50,
                        "StatusCode",
                        2,
                        "StatusMessage",
                        "boom",
                        "Attrs",
                        List.of(
                                map("Key", "a", "Value", ""),
                                map("Key", "kv", "ValueKVList", KV_JSON),
                                map("Key", "ints", "ValueArray", ARRAY_JSON),
                                map("Key", "b", "ValueBool", true, "ValueArray", ""),
                                map("Key", "c", "ValueDouble", 0.5),
                                map("Key", "none")),
                        "HttpStatusCode",
                        500,
                        "DedicatedAttributes",
                        map("String01", "orders"),
                        "Events",
                        List.of(
                                map(
                                        "TimeUnixNano",
                                        START + 9,
                                        "Name",
                                        "log",
                                        "DroppedAttributesCount",
                                        1,
                                        "Attrs",
                                        List.of(
                                                map(
                                                        "Key",
                                                        "level",
                                                        "Value",
                                                        text("level", "warn")
                                                                .getValue()
                                                                .toByteArray()),
                                                map(
                                                        "Key",
                                                        "n",
                                                        "Value",
                                                        array(5).build().toByteArray())))),
                        "Links",
                        links());
        Map<String, Object> resource =
                map(
                        "ServiceName", "shop",
                        "Cluster", "c1",
                        "Attrs", List.of(map("Key", "pid", "ValueInt", 4)));
        Map<String, Object> scope =
                map("Scope", map("Name", "lib", "Version", "1"), "Spans", List.of(span));
        return List.of(
                map(
                        "TraceID",
                        FIRST.toBytes(),
                        "StartTimeUnixNano",
                        START,
                        "EndTimeUnixNano",
                        START + 50,
                        "DurationNano",
                        50,
                        "RootServiceName",
                        "shop",
                        "RootSpanName",
                        "GET /",
                        "rs",
                        List.of(map("Resource", resource, "ss", List.of(scope)))),
                map(
                        "TraceID", SECOND.toBytes(),
                        "StartTimeUnixNano", START,
                        "rs",
                                List.of(
                                        map(
                                                "ss",
                                                List.of(
                                                        map(
                                                                "Spans",
                                                                List.of(
                                                                        map(
                                                                                "SpanID",
                                                                                new byte[] {1},
                                                                                "ParentSpanID",
                                                                                new byte[] {2},
                                                                                "StartTimeUnixNano",
                                                                                START))))))));
    }

    private static final String KV_JSON =
            "{\"kvlistValue\":{\"values\":[{\"key\":\"x\",\"value\":{\"intValue\":\"1\"}}]}}";
    private static final String ARRAY_JSON =
            "{\"arrayValue\":{\"values\":[{\"intValue\":\"1\"},{\"intValue\":\"2\"}]}}";

    private static AnyValue.Builder kvList() {
        return AnyValue.newBuilder()
                .setKvlistValue(
                        KeyValueList.newBuilder()
                                .addValues(attribute("x", AnyValue.newBuilder().setIntValue(1))));
    }

    private static AnyValue.Builder array(long... numbers) {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (long number : numbers) {
            array.addValues(AnyValue.newBuilder().setIntValue(number));
        }
        return AnyValue.newBuilder().setArrayValue(array);
    }

    private static Span.Link link() {
        return Span.Link.newBuilder()
                .setTraceId(ByteString.copyFrom(SECOND.toBytes()))
                .setSpanId(ByteString.copyFrom(new byte[] {9, 9, 9, 9, 9, 9, 9, 9}))
                .setTraceState("s=1")
                .addAttributes(text("why", "because"))
                .build();
    }

    /** A message whose repeated field 1 is the link. */
    private static byte[] links() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(link().toByteString())
                                .build())
                .build()
                .toByteArray();
    }

    private static KeyValue text(String key, String value) {
        return attribute(key, AnyValue.newBuilder().setStringValue(value));
    }

    private static KeyValue attribute(String key, AnyValue.Builder value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
