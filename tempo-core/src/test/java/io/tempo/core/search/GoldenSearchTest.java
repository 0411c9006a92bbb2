package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

import io.tempo.core.block.BlockVersion;
import io.tempo.core.block.DedicatedColumns;
import io.tempo.core.columns.SpanColumns;
import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceLayout;
import io.tempo.core.columns.TraceTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.otlp.OtlpJson;
import io.tempo.core.tempopb.SearchResponse;
import io.tempo.core.tempopb.SearchTagValuesV2Response;
import io.tempo.core.tempopb.SearchTagsV2Response;
import io.tempo.core.tempopb.SearchTagsV2Scope;
import io.tempo.core.testing.Golden;
import io.tempo.core.testing.GoldenBlocks;
import io.tempo.core.testing.Traces;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.Dialect;
import io.tempo.core.traceql.engine.QueryPlan;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What the reference answered over its data set, asked of a vParquet4 block, a vParquet5 block and
 * the same data fresh.
 */
class GoldenSearchTest {

    private static final SearchRequest REQUEST =
            SearchRequest.ofSeconds(
                    Golden.WINDOW_START_SECONDS, Golden.WINDOW_END_SECONDS, 1000, () -> false);

    @TestFactory
    Stream<DynamicTest> vParquet4() throws IOException {
        return tests(GoldenBlocks.tables("vParquet4"));
    }

    @TestFactory
    Stream<DynamicTest> vParquet5() throws IOException {
        return tests(GoldenBlocks.tables("vParquet5"));
    }

    @TestFactory
    Stream<DynamicTest> freshData() throws Exception {
        List<byte[]> requests = new ArrayList<>();
        for (byte[] json : Golden.requests()) {
            requests.add(OtlpJson.toProtobuf(json));
        }
        SpanColumns spans = Traces.columns(requests.toArray(byte[][]::new));
        return tests(
                List.of(
                        new SpanTable(
                                spans,
                                TraceLayout.of(spans),
                                DedicatedColumns.integerSpanKeys(
                                        BlockVersion.VPARQUET5, DedicatedColumns.DEFAULTS))));
    }

    private static Stream<DynamicTest> tests(List<TraceTable> tables) {
        return Golden.queries("search", "tags", "values").stream()
                .map(query -> DynamicTest.dynamicTest(query.toString(), () -> test(query, tables)));
    }

    private static void test(Golden.Query query, List<TraceTable> tables) throws IOException {
        if (query.status() != 200) {
            assertThatThrownBy(() -> TraceQl.parseAndValidate(query.text()))
                    .isInstanceOf(TraceQlException.class);
            return;
        }
        String actual =
                switch (query.kind()) {
                    case "search" ->
                            Golden.canonical(Golden.normalSearch(json(search(query, tables))));
                    case "tags" -> Golden.canonical(Golden.normalTags(json(tags(query, tables))));
                    default -> Golden.canonical(Golden.normalValues(json(values(query, tables))));
                };
        assertThat(actual).isEqualTo(Golden.canonical(query.answer()));
    }

    private static JsonNode json(MessageOrBuilder message) throws InvalidProtocolBufferException {
        return Golden.parse(JsonFormat.printer().print(message));
    }

    private static SearchResponse search(Golden.Query query, List<TraceTable> tables) {
        TopTraces result = new TopTraces(1000);
        SearchExecutor executor = SearchExecutor.of(TraceQl.parseAndValidate(query.text()));
        for (TraceTable table : tables) {
            executor.evaluate(table, REQUEST, result, new SearchStats());
        }
        SearchResponse.Builder response = SearchResponse.newBuilder();
        result.results().forEach(trace -> response.addTraces(trace.toProto(false)));
        return response.build();
    }

    private static SearchTagsV2Response tags(Golden.Query query, List<TraceTable> tables) {
        TagNames names =
                new TagNames(EnumSet.allOf(AttributeScope.class), filter(query.text()), 0, 0);
        for (TraceTable table : tables) {
            names.collect(table, REQUEST, new SearchStats());
        }
        SearchTagsV2Response.Builder response = SearchTagsV2Response.newBuilder();
        names.names()
                .forEach(
                        (scope, tags) ->
                                response.addScopes(
                                        SearchTagsV2Scope.newBuilder()
                                                .setName(scope.name().toLowerCase(Locale.ROOT))
                                                .addAllTags(tags)));
        response.addScopes(
                SearchTagsV2Scope.newBuilder()
                        .setName("intrinsic")
                        .addAllTags(TagNames.INTRINSICS));
        return response.build();
    }

    private static SearchTagValuesV2Response values(Golden.Query query, List<TraceTable> tables) {
        int space = query.text().indexOf(' ');
        String name = space < 0 ? query.text() : query.text().substring(0, space);
        QueryPlan filter = space < 0 ? null : filter(query.text().substring(space + 1));
        TagValues values = new TagValues(TraceQl.parseAttribute(name), filter, 0, 0);
        for (TraceTable table : tables) {
            values.collect(table, REQUEST, new SearchStats());
        }
        SearchTagValuesV2Response.Builder response = SearchTagValuesV2Response.newBuilder();
        values.values().forEach(value -> response.addTagValues(value.toProto()));
        return response.build();
    }

    private static QueryPlan filter(String text) {
        Query query = TraceQl.parseAndValidate(text);
        return QueryPlan.of(query, Dialect.REFERENCE);
    }
}
