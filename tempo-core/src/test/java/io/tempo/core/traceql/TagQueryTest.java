package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class TagQueryTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "{ .a = 1 } => { .a = 1 }",
                "{ .a = 1 && .b = } => { (.a = 1) && true }",
                "{ .a = 1 && span:name =~ => { (.a = 1) && true }",
                "{ .a = 1 && (.b != && name = `x`) => { (.a = 1) && (true && (name = `x`)) }",
                "{ .a = 1 => { .a = 1 }",
                "{ .a = 1 && .b > } | rate( => { (.a = 1) && true }",
                "{ .a = 1 } | { .b = 2 } | rate() => { .a = 1 }",
            })
    void usesWhatIsThere(String text, String filter) {
        TagQuery query = TagQuery.parse(text, 100);
        assertThat(query.isUnfiltered()).isFalse();
        assertThat(query.text()).isEqualTo(filter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{ .a }",
                "{ true }",
                "{ .a = }",
                "{ .a = 1 || .b = }",
                "{ .a = 1 || .b }",
                "{ .a = 1 } >> { .b = 2 }",
                "{ .a = 1 && }",
                "{ .a =~ `(` }",
                "{ 1 + 1 }",
                "{ .a = \"x",
                "nonsense",
                "({ .a = 1 } | rate()) * 2",
                "count() > 1",
            })
    void otherwiseDoesNotFilter(String text) {
        assertThat(TagQuery.parse(text, 100)).isEqualTo(TagQuery.UNFILTERED);
        assertThat(TagQuery.parse(text, 100).text()).isEqualTo("{}");
    }

    @Test
    void expandsAlternatives() {
        TagQuery query = TagQuery.parse("{ .a = 1 && (.b = 2 || .c = 3) && true || .d != nil }", 3);
        assertThat(texts(query))
                .containsExactly(
                        List.of(".a = 1", ".b = 2"),
                        List.of(".a = 1", ".c = 3"),
                        List.of(".d != nil"));
    }

    @Test
    void limitsAlternatives() {
        String text = "{ (.a = 1 || .b = 2) && (.c = 3 || .d = 4) }";
        assertThat(TagQuery.parse(text, 4).groups()).hasSize(4);
        assertThatThrownBy(() -> TagQuery.parse(text, 3))
                .isInstanceOf(TagQuery.TooManyGroupsException.class)
                .hasMessage(
                        "maximum condition groups reached (limit: 3). Reduce the number of OR"
                                + " conditions in the query");
        String pair = "(.a = 1 || .b = 2)";
        assertThatThrownBy(
                        () -> TagQuery.parse("{ " + (pair + " && ").repeat(300) + pair + "}", 100))
                .isInstanceOf(TagQuery.TooManyGroupsException.class);
    }

    private static List<List<String>> texts(TagQuery query) {
        return query.groups().stream()
                .map(group -> group.stream().map(FieldExpression::text).toList())
                .toList();
    }
}
