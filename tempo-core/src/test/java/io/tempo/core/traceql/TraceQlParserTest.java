package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.TraceQlException.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceQlParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                ".a || .b && .c => (.a || .b) && .c",
                ".a && .b || .c => (.a && .b) || .c",
                "-.a * .b = 1 => (-(.a * .b)) = 1",
                "-.a + .b = 1 => ((-.a) + .b) = 1",
                "-.a ^ 2 = 1 => (-(.a ^ 2)) = 1",
                ".c * -.a * .b = 1 => (.c * (-(.a * .b))) = 1",
                "!.a = .b => (!.a) = .b",
                "!.a && .b => (!.a) && .b",
                "!.a * .b = 1 => (!(.a * .b)) = 1",
                ".a ^ .b ^ 2 = 1 => (.a ^ (.b ^ 2)) = 1",
                ".a - .b - .c = 1 => ((.a - .b) - .c) = 1",
                ".a + .b * .c % 2 = 1 => (.a + ((.b * .c) % 2)) = 1",
                ".a = .b = .c => (.a = .b) = .c",
                ".a^2 = 4 => (.a ^ 2) = 4",
                ".a-1 = 4 => .a-1 = 4",
                ".a > 1 + 2 * 3 => .a > 7",
                "(-3) ^ .a = 1 => ((-3) ^ .a) = 1",
                "2 ^ 3 = .a => 8 = .a",
                "7 / 2 = .a => 3 = .a",
                "7 / 0 = .a => (7 / 0) = .a",
                "1s - 500ms = .a => 5e+08 = .a",
                ".a > -minInt => .a > minInt",
                ".a + .b = nil => (.a + .b) = nil",
                "nil != .a => .a != nil",
                "nil = nil => false",
                ".a && .b = nil => .a && (.b = nil)",
                "trace:id = \"00ff\" => trace:id = `ff`",
                "\"00ff\" != trace:id => `ff` != trace:id",
                "span:name = \"x\" => name = `x`",
                "trace:rootService = \"x\" => rootServiceName = `x`",
                "span:duration > 90s => duration > 1m30s",
                "span: duration > 1d2h => duration > 26h0m0s",
                "span.\"we ird\" = 1e7 => span.\"we ird\" = 1e+07",
                ".\"a\".b = .5 => .a.b = 0.5",
                ".\"5xx\" = 1 => .\"5xx\" = 1",
                "parent.span.a = parent.event.x => parent.span.a = parent.event.x",
                ".a = \"x`y\" => .a = \"x`y\"",
                ".a = `b\\d` => .a = `b\\d`",
                ".a != 1.2345675e6 => .a != 1.2345675e+06",
            })
    void readsExpressions(String text, String canonical) {
        assertThat(TraceQl.parse("{ " + text + " }").text()).isEqualTo("{ " + canonical + " }");
        assertThat(TraceQl.parse("{ " + canonical + " }").text())
                .isEqualTo("{ " + canonical + " }");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '\0',
            value = {
                "{} => { true }",
                "{.a} || {.b} && {.c} => ({ .a } || { .b }) && { .c }",
                "{.a} && {.b} >> {.c} => { .a } && ({ .b } >> { .c })",
                "{.a} > {.b} > {.c} => ({ .a } > { .b }) > { .c }",
                "{.a} &>> {.b} !~ {.c} => ({ .a } &>> { .b }) !~ { .c }",
                "({.a} | {.b}) && ({.c}) > ({.d}) => ({ .a } | { .b }) && ({ .c } > { .d })",
                "({.a} | {.b}) && (({.c}) && {.d}) => ({ .a } | { .b }) && ({ .c } && { .d })",
                "count() + 2 * 3 > 1 => count() + 6 > 1",
                "1 + 2 + count() > 1 => 3 + count() > 1",
                "count() + 1 + 2 > 1 => (count() + 1) + 2 > 1",
                "-2 ^ count() > 1 => -2 ^ count() > 1",
                "{} | max(.a) = 1h => { true } | max(.a) = 1h0m0s",
                "{} | by(span:name) | coalesce() | select(.a,name) => { true } | by(name) |"
                        + " coalesce() | select(.a, name)",
                "({}|count()) > ({.a}|count()) => ({ true } | count()) > ({ .a } | count())",
                "{} | rate() by(.a,name) > 1 / 2 | topk(3) => { true } | rate() by (.a, name) > 0 |"
                        + " topk(3)",
                "{} | quantile_over_time(duration, 0, .99) => { true } |"
                        + " quantile_over_time(duration, 0.0, 0.99)",
                "{} | compare({.a}, 10) => { true } | compare({ .a })",
                "{} | compare({.a}, 10, 5, 6) => { true } | compare({ .a }, 10, 5, 6)",
                "2 + 3 * ({} | rate()) + 4 => (2 + (3 * ({ true } | rate()))) + 4",
                "({} | rate()) - 2 * 20 => ({ true } | rate()) - 40",
                "({} | rate()) * 3 * 2 => (({ true } | rate()) * 3) * 2",
                "1 / 2 * ({} | rate()) => 0 * ({ true } | rate())",
                "({} | rate() > 6) * 100 > 5ms => ({ true } | rate() > 6) * 100 > 5ms",
                "{} with(a=1) with(b=1.0, c=`x`, d=error) => { true } with(b=1.0, c=`x`, d=error)",
                "{} | rate() > 1.0 / 0 => { true } | rate() > (1.0 / 0)",
            })
    void readsQueries(String text, String canonical) {
        Query query = TraceQl.parse(text);
        assertThat(TraceQl.parse(query.text())).isEqualTo(query);
        assertThat(query.text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "({.c}) && ({.a} | {.b})",
                "{.c} && ({.a} | {.b})",
                "({.a} | {.b}) && {.c}",
                "({.a} | count() > 2) | {.b}",
                "(({.a}|{.b}) && ({.c})) | rate()",
                "(({} | rate()) > 5)",
                "10 < ({} | rate())",
                "(({} | count()) > 3)",
                "({} | count()) + 1 > 2",
                "-count() > 1",
                "2 % 3 + count() > 1",
                "1 / 0 < count()",
                "{} | (count()) ",
                "({} | (count())) > 1",
                "{} | compare({}) by (.a)",
                "{} | rate(.a)",
                "{} with()",
                "{} with(sample=nil)",
                "{ span :name = 1 }",
                "{ trace:rootServiceName = 1 }",
                "{ .a <> 1 }",
                "{ .a = 0x10 }",
                "{ .a = 1_000 }",
                "{ .a = 08 }",
                "{ .a = 9223372036854775808 }",
                "{ .a = 100 ms }",
                "{ .a = 1e3s }",
                "{ .a = \"x",
                "{ .a = \"\\'\" }",
                "{ .a\u00a0= 1 }\u00a0",
                "/* {}",
                "",
            })
    void refuses(String query) {
        assertThatThrownBy(() -> TraceQl.parse(query))
                .isInstanceOfSatisfying(
                        TraceQlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PARSE));
    }

    @Test
    void saysWhereAndWhatWasExpected() {
        assertThatThrownBy(() -> TraceQl.parse("{ .a = 1 &&\n  service = 2 }"))
                .hasMessageStartingWith(
                        "parse error at line 2, col 3: unknown identifier: service, expected");
        assertThatThrownBy(() -> TraceQl.parse("{ .ä = 1"))
                .hasMessage(
                        "parse error at line 1, col 9: unexpected the end of the query, expected"
                                + " '}' or an operator, to close the '{' at line 1, col 1");
        assertThatThrownBy(() -> TraceQl.parse("{} | rate() | > 1"))
                .hasMessageContaining("col 15: unexpected '>', expected topk() or bottomk()");
        assertThatThrownBy(() -> TraceQl.parseAndValidate("{ .a =~ `(` }"))
                .hasMessageStartingWith(
                        "invalid query at line 1, col 9: invalid regular expression: ");
        assertThatThrownBy(() -> TraceQl.parseAndValidate("{ duration = `1s` }"))
                .hasMessage(
                        "invalid query at line 1, col 12: '=' cannot stand between a duration and a"
                                + " string: the types do not match");
    }

    @Test
    void readsAttributeNames() {
        assertThat(TraceQl.parseAttribute("resource.service.name"))
                .isEqualTo(attribute(Scope.RESOURCE, "service.name"));
        assertThat(TraceQl.parseAttribute("span.http.\"user agent\".full"))
                .isEqualTo(attribute(Scope.SPAN, "http.user agent.full"));
        assertThat(TraceQl.parseAttribute(".\"a\\\"b\""))
                .isEqualTo(attribute(Scope.UNSCOPED, "a\"b"));
        assertThat(TraceQl.parseAttribute(".span.name"))
                .isEqualTo(attribute(Scope.UNSCOPED, "span.name"));
        assertThat(TraceQl.parseAttribute(".a//b*c"))
                .isEqualTo(attribute(Scope.UNSCOPED, "a//b*c"));
        assertThat(TraceQl.parseAttribute("parent.resource.x"))
                .isEqualTo(new Attribute(Scope.RESOURCE, true, "x", Position.NONE));
        assertThat(TraceQl.parseAttribute("span:kind").text()).isEqualTo("kind");
        assertThatThrownBy(() -> TraceQl.parseAttribute("service.name"))
                .hasMessageStartingWith(
                        "parse error at line 1, col 2: unknown identifier: service");
        assertThatThrownBy(() -> TraceQl.parseAttribute(".a} | {.b"))
                .isInstanceOf(TraceQlException.class);
        assertThatThrownBy(() -> TraceQl.parseAttribute("")).isInstanceOf(TraceQlException.class);
    }

    private static Attribute attribute(Scope scope, String name) {
        return new Attribute(scope, false, name, Position.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "!", "-", "- ", "nil = (", ".a ^ ", ".a = (-"})
    void refusesDeepNestingInFilters(String piece) {
        assertThatThrownBy(() -> TraceQl.parse("{ " + piece.repeat(10_000) + ".a }"))
                .isInstanceOf(TraceQlException.class)
                .hasMessageContaining("nested too deeply: at most 250 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "({} | ", "count() ^ ", "({} | {}) > ("})
    void refusesDeepNestingOutside(String piece) {
        assertThatThrownBy(() -> TraceQl.parse(piece.repeat(10_000) + "{ .a }"))
                .isInstanceOf(TraceQlException.class)
                .hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(strings = {".a + ", ".a = ", ".a && .b || "})
    void refusesLongChains(String piece) {
        assertThatThrownBy(() -> TraceQl.parse("{ " + piece.repeat(10_000) + ".a }"))
                .isInstanceOf(TraceQlException.class)
                .hasMessageContaining("too many operators in a chain");
        String half = "(" + piece.repeat(300) + ".a)";
        assertThatThrownBy(() -> TraceQl.parse("{ (" + half + " + .b) " + "= .a".repeat(300) + "}"))
                .isInstanceOf(TraceQlException.class);
    }

    @Test
    void acceptsLongListsOfAlternatives() {
        StringBuilder text = new StringBuilder("{ .a = 0");
        for (int i = 1; i < 30_000; i++) {
            text.append(" || .a = ").append(i);
        }
        Query query = TraceQl.parseAndValidate(text.append(" }").toString());
        Query again = TraceQl.parseAndValidate(query.text());
        assertThat(again).isEqualTo(query);
    }

    @Test
    void acceptsWhatItsOwnTextNeeds() {
        Query query = TraceQl.parseAndValidate("{ " + ".a + ".repeat(215) + ".a = 1 }");
        assertThat(TraceQl.parse(query.text())).isEqualTo(query);
        assertThat(query.hashCode()).isEqualTo(TraceQl.parse(query.text()).hashCode());
    }

    @Test
    void findsHints() {
        Hints hints = TraceQl.parse("{} with(a=1, a=2, b=true, c=1.5, d=1s)").hints();
        assertThat(hints.findInt("a")).contains(1L);
        assertThat(hints.findNumber("a")).contains(1.0);
        assertThat(hints.findBoolean("b")).contains(true);
        assertThat(hints.findBoolean("a")).isEmpty();
        assertThat(hints.findNumber("c")).contains(1.5);
        assertThat(hints.findNumber("d")).isEmpty();
        assertThat(hints.find("d")).contains(new Static.DurationValue(1_000_000_000));
        assertThat(hints.find("e")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1y2w3d4h5m6s7ms, 33019506007000000",
        "1.5h, 5400000000000",
        "1ms1s, 1001000000",
        ".5s, 500000000",
        "1.5µs, 1500",
        "1h1h, 7200000000000",
        "1.0000000019s, 1000000001",
        "106751d, 9223286400000000000",
        "9223372036854775807ns, 9223372036854775807",
    })
    void readsDurations(String text, long nanos) {
        SpansetFilter filter =
                (SpansetFilter)
                        ((Pipeline) TraceQl.parse("{ .a = " + text + "}").body())
                                .stages()
                                .getFirst();
        assertThat(((FieldExpression.BinaryOperation) filter.expression()).right())
                .isEqualTo(
                        new FieldExpression.Literal(
                                new Static.DurationValue(nanos), Position.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.5d", "1m30", "1d1d", "1h1d", "9223372036854775808ns", "1000y", "1μs"})
    void refusesDurations(String text) {
        assertThatThrownBy(() -> TraceQl.parse("{ .a = " + text + " }"))
                .isInstanceOf(TraceQlException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "\\a\\b\\f\\n\\r\\t\\v => 07 08 0c 0a 0d 09 0b",
                "\\101\\x42\\u0043\\U00000044 => 41 42 43 44",
                "\\xc3\\xa4 => e4",
                "\\U0001F600 => 1f600"
            })
    void readsEscapes(String escaped, String codePoints) {
        StringBuilder expected = new StringBuilder();
        for (String codePoint : codePoints.split(" ")) {
            expected.appendCodePoint(Integer.parseInt(codePoint, 16));
        }
        StringLiteral literal = StringLiteral.read("\"" + escaped + "\"", 0);
        assertThat(literal.value()).isEqualTo(expected.toString());
    }
}
