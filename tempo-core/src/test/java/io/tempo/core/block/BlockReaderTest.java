package io.tempo.core.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.TraceId;
import io.tempo.core.otlp.TraceEncoder;
import io.tempo.core.testing.GoldenTraces;
import io.tempo.core.testing.MemoryBlock;
import io.tempo.core.testing.Traces;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Reads the blocks that the reference wrote of the golden data set. */
class BlockReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void everySpanComesBackAsItWasSent(String version) throws IOException {
        BlockReader reader = open(MemoryBlock.golden(version));
        assertThat(reader.rowGroupCount()).isEqualTo(1);
        assertThat(reader.rows(0)).isEqualTo(GoldenTraces.TRACES);

        SpanColumns columns = reader.readRows(0, 0, reader.rows(0));
        assertThat(columns.traceCount).isEqualTo(GoldenTraces.TRACES);
        assertThat(columns.spanCount).isEqualTo(GoldenTraces.SPANS);
        assertThat(GoldenTraces.counted(GoldenTraces.eachSpan(traces(columns))))
                .isEqualTo(GoldenTraces.counted(GoldenTraces.eachSpan(sent())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void everyTraceIsFoundByItsId(String version) throws IOException {
        BlockReader reader = open(MemoryBlock.golden(version));
        Map<TraceId, List<ResourceSpans>> byId = new HashMap<>();
        for (ResourceSpans span : GoldenTraces.eachSpan(sent())) {
            byte[] id = span.getScopeSpans(0).getSpans(0).getTraceId().toByteArray();
            byId.computeIfAbsent(TraceId.fromBytes(id, 0), k -> new ArrayList<>()).add(span);
        }
        assertThat(byId).hasSize(GoldenTraces.TRACES);
        for (Map.Entry<TraceId, List<ResourceSpans>> trace : byId.entrySet()) {
            SpanColumns found = reader.findTrace(trace.getKey());
            assertThat(found).as("%s", trace.getKey()).isNotNull();
            assertThat(found.traceCount).isEqualTo(1);
            assertThat(found.traceId(0)).isEqualTo(trace.getKey());
            assertThat(GoldenTraces.counted(GoldenTraces.eachSpan(traces(found))))
                    .isEqualTo(GoldenTraces.counted(trace.getValue()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void absentIdsAreNotFoundEvenIfTheBloomFilterIsWrong(String version) throws IOException {
        MemoryBlock block = MemoryBlock.golden(version);
        BlockReader reader = open(block);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            assertThat(reader.findTrace(new TraceId(random.nextLong(), random.nextLong())))
                    .isNull();
        }
        byte[] sure = block.object("bloom-0").clone();
        Arrays.fill(sure, BloomShard.HEADER_BYTES, sure.length, (byte) -1);
        block.put("bloom-0", sure);
        for (int i = 0; i < 50; i++) {
            assertThat(reader.findTrace(new TraceId(random.nextLong(), random.nextLong())))
                    .isNull();
        }
        assertThat(reader.findTrace(new TraceId(0, 0))).isNull();
        assertThat(reader.findTrace(new TraceId(-1, -1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void theBloomFilterAndIndexRebuiltFromTheIdsAreTheReferences(String version)
            throws IOException {
        MemoryBlock block = MemoryBlock.golden(version);
        BlockReader reader = open(block);
        TraceTable table = reader.table(0);
        ShardedBloomBuilder bloom = new ShardedBloomBuilder(table.traceCount(), 0.01, 102_400);
        for (int trace = 0; trace < table.traceCount(); trace++) {
            bloom.add(table.traceId(trace));
        }
        assertThat(bloom.shards()).isEqualTo(1);
        assertThat(bloom.shard(0)).isEqualTo(block.object("bloom-0"));
        BlockIndex index = new BlockIndex(List.of(table.traceId(table.traceCount() - 1)));
        assertThat(index.toJson()).isEqualTo(block.object("index"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vParquet4", "vParquet5"})
    void someRowsAreThoseRowsOfTheWhole(String version) throws IOException {
        BlockReader reader = open(MemoryBlock.golden(version));
        List<ResourceSpans> parts = new ArrayList<>();
        int[] cuts = {0, 0, 1, 7, 100, 319, 320};
        for (int i = 1; i < cuts.length; i++) {
            SpanColumns part = reader.readRows(0, cuts[i - 1], cuts[i]);
            assertThat(part.traceCount).isEqualTo(cuts[i] - cuts[i - 1]);
            parts.addAll(GoldenTraces.eachSpan(traces(part)));
        }
        SpanColumns whole = reader.readRows(0, 0, GoldenTraces.TRACES);
        assertThat(parts).isEqualTo(GoldenTraces.eachSpan(traces(whole)));
    }

    static BlockReader open(MemoryBlock block) throws IOException {
        return BlockReader.open(BlockMetaJson.read(block.object("meta.json"), "meta.json"), block);
    }

    /** All spans, trace after trace in the order of the columns. */
    static List<ResourceSpans> traces(SpanColumns columns) {
        List<ResourceSpans> traces = new ArrayList<>();
        for (int trace = 0; trace < columns.traceCount; trace++) {
            int[] spans = Traces.spansOf(columns, trace);
            traces.addAll(
                    TraceEncoder.toTrace(columns, spans, 0, spans.length).getResourceSpansList());
        }
        return traces;
    }

    private static List<ResourceSpans> sent() {
        return GoldenTraces.requests().stream()
                .flatMap(r -> r.getResourceSpansList().stream())
                .toList();
    }
}
