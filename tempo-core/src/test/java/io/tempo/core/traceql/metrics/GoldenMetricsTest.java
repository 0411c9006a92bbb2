package io.tempo.core.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;

import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.tempopb.QueryInstantResponse;
import io.tempo.core.tempopb.QueryRangeResponse;
import io.tempo.core.testing.Golden;
import io.tempo.core.testing.GoldenBlocks;
import io.tempo.core.testing.GoldenSpans;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the reference answered to metrics queries over its data set, asked of a vParquet4 block, a
 * vParquet5 block and the same data fresh.
 */
class GoldenMetricsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long START = Golden.START_SECONDS * SECOND;
    private static final long END = (Golden.START_SECONDS + Golden.SECONDS) * SECOND;
    private static final long STEP = 300 * SECOND;

    @TestFactory
    Stream<DynamicTest> vParquet4() throws IOException {
        return tests(GoldenBlocks.tables("vParquet4"));
    }

    @TestFactory
    Stream<DynamicTest> vParquet5() throws IOException {
        return tests(GoldenBlocks.tables("vParquet5"));
    }

    @TestFactory
    Stream<DynamicTest> freshData() {
        SpanColumns spans = GoldenSpans.columns();
        return tests(
                List.of(
                        new SpanTable(
                                spans,
                                TraceLayout.of(spans),
                                DedicatedColumns.integerSpanKeys(
                                        BlockVersion.VPARQUET5, DedicatedColumns.DEFAULTS))));
    }

    private static Stream<DynamicTest> tests(List<TraceTable> tables) {
        return Golden.queries("range", "instant").stream()
                .map(query -> DynamicTest.dynamicTest(query.toString(), () -> test(query, tables)));
    }

    private static void test(Golden.Query query, List<TraceTable> tables) throws IOException {
        if (query.status() != 200) {
            assertThatThrownBy(() -> TraceQl.parseAndValidate(query.text()))
                    .isInstanceOf(TraceQlException.class);
            return;
        }
        JsonNode body =
                query.kind().equals("range")
                        ? range(query.text(), tables)
                        : instant(query.text(), tables);
        assertThat(Golden.metricsDifferences(query.answer(), Golden.normalMetrics(body))).isEmpty();
    }

    private static JsonNode range(String query, List<TraceTable> tables)
            throws InvalidProtocolBufferException {
        TimeAxis axis = TimeAxis.range(START, END, STEP);
        MetricsPlan plan = Metrics.range(query, axis);
        QueryRangeResponse.Builder response = QueryRangeResponse.newBuilder();
        for (Series series : Metrics.answer(plan, tables)) {
            response.addSeries(series.toTimeSeries(axis));
        }
        return Golden.parse(JsonFormat.printer().print(response));
    }

    private static JsonNode instant(String query, List<TraceTable> tables)
            throws InvalidProtocolBufferException {
        MetricsPlan plan = Metrics.instant(query, START, END);
        QueryInstantResponse.Builder response = QueryInstantResponse.newBuilder();
        for (Series series : Metrics.answer(plan, tables)) {
            response.addSeries(series.toInstantSeries());
        }
        return Golden.parse(JsonFormat.printer().print(response));
    }
}
