package io.tempo.core.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class TraceQlProperties {

    private static final List<String> TOKENS =
            List.of(
                    "{",
                    "}",
                    "(",
                    ")",
                    "|",
                    "||",
                    "&&",
                    "!",
                    "-",
                    "+",
                    "*",
                    "/",
                    "%",
                    "^",
                    "=",
                    "!=",
                    "<",
                    "<=",
                    ">",
                    ">=",
                    "=~",
                    "!~",
                    ">>",
                    "<<",
                    "~",
                    "!>",
                    "!>>",
                    "&>",
                    "&~",
                    ",",
                    ".a ",
                    "span.b ",
                    "parent.c ",
                    ".\"x y\"",
                    "name",
                    "duration",
                    "trace:id",
                    "span:",
                    "1",
                    "2.5",
                    "10s",
                    "\"(\"",
                    "`x`",
                    "true",
                    "error",
                    "server",
                    "nil",
                    "minInt",
                    "x",
                    "count()",
                    "max(",
                    "rate()",
                    "by(",
                    "select(",
                    "coalesce()",
                    "topk(",
                    "with(",
                    "compare(",
                    "quantile_over_time(",
                    "'",
                    "\"",
                    "// c\n",
                    "/*",
                    "\\",
                    "\uD83D\uDE00");

    private static final List<String> SNIPPETS =
            List.of(
                    "{ .a }",
                    "{}",
                    "({ .a } | { .b })",
                    "({} | rate())",
                    "({} | count())",
                    "count()",
                    "3",
                    "( ",
                    ") ",
                    " && ",
                    " >> ",
                    " > ",
                    " + ",
                    " * ",
                    " | ",
                    " = ",
                    "-",
                    "max(.a)",
                    "({ .b })",
                    " | rate()",
                    " | topk(2)",
                    "by(.a)",
                    " with(a=1)");

    @Property(tries = 3000)
    void tokenSoupIsReadOrRefused(@ForAll("soups") String text) {
        readOrRefuse(text);
    }

    @Property(tries = 2000)
    void anyTextIsReadOrRefused(@ForAll String text) {
        readOrRefuse(text);
        readOrRefuse("{ ." + text + " = 1 }");
        readOrRefuse("{ .a = \"" + text + "\" }");
    }

    @Property(tries = 3000)
    void canonicalTextIsReadBack(@ForAll Random random) {
        Query query = TraceQl.parse(new Generator(random).query());
        Query again = TraceQl.parse(query.text());
        assertThat(again).isEqualTo(query);
        assertThat(again.text()).isEqualTo(query.text());
        assertThat(problem(again)).isEqualTo(problem(query));
    }

    @Property(tries = 1000)
    void everyAttributeNameIsReadBack(
            @ForAll Scope scope, @ForAll boolean parent, @ForAll String name) {
        boolean nested = parent && scope.compareTo(Scope.RESOURCE) <= 0;
        var attribute = new FieldExpression.Attribute(scope, nested, name, Position.NONE);
        assertThat(TraceQl.parseAttribute(attribute.text())).isEqualTo(attribute);
    }

    @Property(tries = 1000)
    void everyStringIsReadBack(@ForAll String value) {
        var literal = new Static.StringValue(value);
        Query query = TraceQl.parse("{ .a = " + literal.text() + " }");
        assertThat(query.text()).isEqualTo("{ .a = " + literal.text() + " }");
        assertThat(StringLiteral.read(literal.text(), 0).value()).isEqualTo(value);
    }

    @Property(tries = 1000)
    void everyNumberAndDurationIsReadBack(@ForAll double number, @ForAll long whole) {
        for (Static value :
                List.of(
                        new Static.FloatValue(number),
                        new Static.IntValue(whole),
                        new Static.DurationValue(Math.max(whole, -Long.MAX_VALUE)))) {
            Query query = TraceQl.parse("{ .a = " + value.text() + " }");
            var filter =
                    (SpansetExpression.SpansetFilter) ((Pipeline) query.body()).stages().getFirst();
            assertThat(((FieldExpression.BinaryOperation) filter.expression()).right())
                    .isEqualTo(new FieldExpression.Literal(value, Position.NONE));
        }
    }

    @Provide
    Arbitrary<String> soups() {
        return Arbitraries.oneOf(
                Arbitraries.of(TOKENS).list().ofMaxSize(30).map(t -> String.join(" ", t)),
                Arbitraries.of(TOKENS)
                        .list()
                        .ofMaxSize(12)
                        .map(t -> "{" + String.join(" ", t) + "}"),
                Arbitraries.of(SNIPPETS).list().ofMaxSize(9).map(t -> String.join("", t)));
    }

    private static void readOrRefuse(String text) {
        try {
            Query query = TraceQl.parse(text);
            assertThat(TraceQl.parse(query.text())).isEqualTo(query);
            TraceQl.validate(query);
        } catch (TraceQlException refused) {
            assertThat(refused.getMessage()).contains(" at line ");
        }
        TagQuery tags = TagQuery.parse(text, Integer.MAX_VALUE);
        assertThat(tags.groups().isEmpty()).isEqualTo(tags.isUnfiltered());
    }

    private static String problem(Query query) {
        try {
            TraceQl.validate(query);
            return "";
        } catch (TraceQlException e) {
            return e.kind().toString();
        }
    }

    /** Writes random queries that parse. */
    private static final class Generator {

        private static final List<String> FIELDS =
                List.of(
                        ".a",
                        "span.b",
                        "resource.service.name",
                        "event.c",
                        "link.\"d e\"",
                        "instrumentation.f",
                        "parent.g",
                        "parent.span.h",
                        "name",
                        "duration",
                        "status",
                        "span:kind",
                        "trace:id",
                        "event:name",
                        "nestedSetLeft");
        private static final List<String> VALUES =
                List.of(
                        "1",
                        "0",
                        "2.5",
                        "1e-7",
                        "10s",
                        "1h30m",
                        "`x`",
                        "\"a\\n`b\"",
                        "true",
                        "false",
                        "error",
                        "client",
                        "minInt",
                        "maxInt",
                        "\"00f\"");
        private static final List<String> OPERATORS =
                List.of(
                        "+", "-", "*", "/", "%", "^", "=", "!=", "<", "<=", ">", ">=", "=~", "!~",
                        "&&", "||");
        private static final List<String> COMPARISONS = List.of("=", "!=", "<", "<=", ">", ">=");
        private static final List<String> SPANSET_OPERATORS =
                List.of(
                        "&&", "||", ">", "<", ">>", "<<", "~", "!>", "!<", "!>>", "!<<", "!~", "&>",
                        "&<", "&>>", "&<<", "&~");

        private final Random random;

        Generator(Random random) {
            this.random = random;
        }

        String query() {
            String body =
                    switch (random.nextInt(5)) {
                        case 0 -> pipeline() + " | " + function() + postStages();
                        case 1 -> math(3) + postStages();
                        case 2 ->
                                "("
                                        + pipeline()
                                        + " | { .z }) "
                                        + of(SPANSET_OPERATORS)
                                        + " ("
                                        + pipeline()
                                        + ")";
                        case 3 ->
                                "("
                                        + pipeline()
                                        + " | "
                                        + aggregate()
                                        + ") "
                                        + of(COMPARISONS)
                                        + " "
                                        + constant();
                        default -> pipeline();
                    };
            return random.nextInt(4) == 0 ? body + " with(a=1, b=" + of(VALUES) + ")" : body;
        }

        private String pipeline() {
            List<String> stages = new ArrayList<>();
            stages.add(spanset(3));
            for (int i = random.nextInt(3); i > 0; i--) {
                stages.add(
                        switch (random.nextInt(6)) {
                            case 0 -> "by(" + field(2) + ")";
                            case 1 -> "coalesce()";
                            case 2 -> "select(" + of(FIELDS) + ", " + of(FIELDS) + ")";
                            case 3 -> scalar(2) + " " + of(COMPARISONS) + " " + constant();
                            case 4 -> constant() + " " + of(COMPARISONS) + " " + scalar(2);
                            default -> spanset(2);
                        });
            }
            return String.join(" | ", stages);
        }

        private String spanset(int depth) {
            return switch (depth == 0 ? 0 : random.nextInt(4)) {
                case 1 ->
                        spanset(depth - 1) + " " + of(SPANSET_OPERATORS) + " " + spanset(depth - 1);
                case 2 -> "(" + spanset(depth - 1) + ")";
                default -> "{ " + field(3) + " }";
            };
        }

        private String scalar(int depth) {
            return switch (depth == 0 ? 0 : random.nextInt(4)) {
                case 1 -> scalar(depth - 1) + " " + of(OPERATORS.subList(0, 6)) + " " + scalar(0);
                case 2 -> "(" + scalar(depth - 1) + ")";
                case 3 -> constant() + " * (" + scalar(depth - 1) + ")";
                default -> aggregate();
            };
        }

        private String aggregate() {
            return random.nextBoolean()
                    ? "count()"
                    : of(List.of("min", "max", "avg", "sum")) + "(" + field(2) + ")";
        }

        private String constant() {
            return of(List.of("1", "-2", "2.5", "(3 + 4)", "10s", "-1s", "1 - -0.0", "1.0 / 0"));
        }

        private String function() {
            return of(
                    List.of(
                            "rate()",
                            "count_over_time() by (" + of(FIELDS) + ")",
                            "max_over_time(" + of(FIELDS) + ") by (" + of(FIELDS) + ", name)",
                            "quantile_over_time(duration, 0, .5, 1.0)",
                            "compare({ " + field(2) + " }, 5)",
                            "compare({}, 10, 1, 2)"));
        }

        private String postStages() {
            return of(
                    List.of(
                            "",
                            "",
                            " > 5",
                            " | topk(3)",
                            " <= -1.5 | bottomk(2) != 10ms",
                            " > 1/2"));
        }

        private String math(int depth) {
            return switch (depth == 0 ? 0 : random.nextInt(5)) {
                case 1 ->
                        math(depth - 1)
                                + " "
                                + of(List.of("+", "-", "*", "/"))
                                + " "
                                + math(depth - 1);
                case 2 -> "(" + math(depth - 1) + ")";
                case 3 -> "-2 " + of(List.of("+", "-", "*", "/")) + " " + math(depth - 1);
                case 4 -> math(depth - 1) + " / 2.5";
                default -> "(" + pipeline() + " | " + function() + postStages() + ")";
            };
        }

        private String field(int depth) {
            return switch (depth == 0 ? random.nextInt(2) : random.nextInt(9)) {
                case 0 -> of(FIELDS);
                case 1 -> of(VALUES);
                case 2 -> "-" + field(depth - 1);
                case 3 -> "!" + field(depth - 1);
                case 4 -> "(" + field(depth - 1) + ")";
                case 5 -> field(depth - 1) + " = nil";
                case 6 -> "nil != " + field(depth - 1);
                default -> field(depth - 1) + " " + of(OPERATORS) + " " + field(depth - 1);
            };
        }

        private String of(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
