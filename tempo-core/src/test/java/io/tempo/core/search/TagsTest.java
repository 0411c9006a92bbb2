package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.columns.SpanTable;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.testing.WorkedFixture;
import io.tempo.core.traceql.TraceQl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/** The tag search, and the collection of tag names and values, over the worked fixture. */
class TagsTest {

    private final SpanTable table = new SpanTable(WorkedFixture.columns());

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "service.name=fro # abc",
                "service.name=Fro # ''",
                "name=solo # b",
                "root.name=roo # abc",
                "status.code=error # abc",
                "status.code=nonsense # b abc",
                "foo=span # b abc",
                "foo=spa # ''",
                "int=5 # ''",
                "arr=b # abc",
                "onlyres=r str=5 # abc",
                "onlyres=r grp=g2 # ''",
            })
    void findsTracesByTags(String tags, String expected) {
        assertThat(find(new TagSearch(Logfmt.parse(tags), 0, 0))).isEqualTo(expected);
    }

    @Test
    void findsTracesByDuration() {
        assertThat(find(new TagSearch(Map.of(), 200_000_000, 0))).isEqualTo("b");
        assertThat(find(new TagSearch(Map.of(), 0, 100_000_000))).isEqualTo("abc");
        assertThat(find(new TagSearch(Map.of(), 0, 0))).isEqualTo("b abc");
    }

    private String find(TagSearch search) {
        TopTraces result = new TopTraces(10);
        search.evaluate(table, SearchRequest.EVERYTHING, result, new SearchStats());
        List<String> found = new ArrayList<>();
        for (TraceMatch match : result.results()) {
            assertThat(match.spanSets()).isEmpty();
            assertThat(match.services()).isEmpty();
            found.add(match.traceId().low() == WorkedFixture.ABC ? "abc" : "b");
        }
        return String.join(" ", found);
    }

    @Test
    void readsLogfmt() {
        assertThat(Logfmt.parse("a=1 b=\"x \\\"y\\\"\"  c"))
                .containsExactly(
                        Map.entry("a", "1"), Map.entry("b", "x \"y\""), Map.entry("c", ""));
        assertThatThrownBy(() -> Logfmt.parse("a=1 a=2")).hasMessage("tag a has been set twice");
        assertThatThrownBy(() -> Logfmt.parse("abc=\"x"))
                .hasMessage("unterminated quoted value at pos 5");
        assertThatThrownBy(() -> Logfmt.parse("=x")).hasMessageContaining("pos 1");
    }

    @Test
    void listsKeysOfMatchingSpans() {
        TagNames names =
                new TagNames(
                        EnumSet.of(AttributeScope.SPAN, AttributeScope.INSTRUMENTATION),
                        Searches.plan("{ name = \"leaf\" }"),
                        0,
                        0);
        names.collect(table, SearchRequest.EVERYTHING, new SearchStats());
        assertThat(names.names().get(AttributeScope.SPAN))
                .containsExactly("bool", "float", "grp", "int");
        assertThat(names.names().get(AttributeScope.INSTRUMENTATION)).isEmpty();
    }

    @Test
    void listsValuesByType() {
        assertThat(values(".foo", 0))
                .extracting(TypedValue::value)
                .containsExactlyInAnyOrder("span", "res", "res2");
        assertThat(values("span.arr", 0))
                .extracting(TypedValue::value)
                .containsExactly("a", "b", "c");
        assertThat(values("span.float", 0))
                .containsExactly(new TypedValue("float", "2.5"), new TypedValue("float", "7.5"));
        assertThat(values("status", 0)).extracting(TypedValue::type).containsOnly("keyword");
        assertThat(values("span:id", 0)).isEmpty();
        assertThat(values("span.arr", 2)).hasSize(2);
    }

    private List<TypedValue> values(String name, int limit) {
        TagValues values = new TagValues(TraceQl.parseAttribute(name), null, limit, 0);
        values.collect(table, SearchRequest.EVERYTHING, new SearchStats());
        return values.values();
    }

    @Test
    void stopsAtItsBytes() {
        TagValues values = new TagValues(TraceQl.parseAttribute("name"), null, 0, 8);
        values.collect(table, SearchRequest.EVERYTHING, new SearchStats());
        assertThat(values.isFull()).isTrue();
        assertThat(values.values())
                .extracting(TypedValue::value)
                .hasSize(2) // the second one reaches 8 bytes
                .isSubsetOf("solo-a", "solo-b", "root", "mid", "leaf", "orphan");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "123, 123.0",
        "1e22, 1e+22",
        "1e-9, 1e-09",
        "-1.5e-7, -1.5e-07",
        "0.0001, 0.0001",
        "100000000000000000000, 100000000000000000000.0"
    })
    void writesFloatsAsGoDoes(double value, String text) {
        assertThat(GoFloat.format(value)).isEqualTo(text);
    }
}
