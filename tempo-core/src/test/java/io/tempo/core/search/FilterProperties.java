package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.SpanTable;
import io.tempo.core.testing.NaiveEvaluator;
import io.tempo.core.testing.RandomSpans;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.Query;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.TraceQlException;
import io.tempo.core.traceql.engine.Dialect;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Filters over columns find what a plain evaluation of each span finds. */
class FilterProperties {

    @Property(tries = 60)
    void columnsAnswerAsSpansDo(@ForAll long seed) {
        RandomSpans data = new RandomSpans(seed);
        SpanTable table = new SpanTable(data.columns);
        Random random = new Random(seed ^ 0x5DEECE66DL);
        for (int i = 0; i < 20; i++) {
            String text = "{ " + expression(random, 3) + " }";
            Query query;
            try {
                query = TraceQl.parseAndValidate(text);
            } catch (TraceQlException e) {
                continue; // types that cannot meet
            }
            FieldExpression filter =
                    ((SpansetFilter) ((Pipeline) query.body()).stages().getFirst()).expression();
            NaiveEvaluator naive = new NaiveEvaluator();
            Set<Long> expected = new TreeSet<>();
            for (RandomSpans.Model span : data.spans) {
                if (naive.matches(filter, span)) {
                    expected.add(span.id());
                }
            }
            Set<Long> found = new TreeSet<>();
            for (TraceMatch match : Searches.search(text, Dialect.CONTRACT, List.of(table))) {
                match.spanSets().forEach(s -> s.spans().forEach(span -> found.add(span.spanId())));
            }
            assertThat(found).as(text).isEqualTo(expected);
        }
    }

    private static String expression(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            String left = expression(random, depth - 1);
            String right = expression(random, depth - 1);
            return switch (random.nextInt(6)) {
                case 0, 1 -> left + " && " + right;
                case 2, 3 -> "(" + left + ") || (" + right + ")";
                case 4 -> "(" + left + ") && (" + right + ")";
                default -> "!(" + left + " && true)";
            };
        }
        return leaf(random);
    }

    private static String leaf(Random random) {
        String comparison = pick(random, " = ", " != ", " < ", " <= ", " > ", " >= ");
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> attribute(random) + comparison + literal(random);
            case 3 -> literal(random) + comparison + attribute(random);
            case 4 -> intrinsic(random);
            case 5 -> attribute(random) + pick(random, " != nil", " = nil");
            case 6 ->
                    attribute(random)
                            + pick(random, " =~ ", " !~ ")
                            + pick(random, "\"a.*\"", "\".*r.*\"", "\"a|b\"", "\"[ab]+\"", "\"\"");
            case 7 -> scope(random) + "f";
            case 8 ->
                    number(random)
                            + pick(random, " + ", " - ", " * ")
                            + number(random)
                            + comparison
                            + number(random);
            case 9 ->
                    number(random) + pick(random, " / ", " % ") + "3" + comparison + number(random);
            case 10 -> scope(random) + "f" + pick(random, " = ", " != ") + scope(random) + "f";
            default -> "(" + leafComparison(random) + ") = (" + leafComparison(random) + ")";
        };
    }

    private static String leafComparison(Random random) {
        return attribute(random) + pick(random, " = ", " != ", " < ") + literal(random);
    }

    private static String intrinsic(Random random) {
        return pick(
                random,
                "name = \"a\"",
                "name != \"cart\"",
                "name =~ \"c.*t\"",
                "name < \"b\"",
                "duration > 20",
                "duration <= 30ns",
                "duration = 7",
                "10.5 < duration",
                "status = error",
                "status != ok",
                "kind = server",
                "kind != client",
                "span:id = \"0000000000000003\"",
                "span:id != \"000000000000000a\"",
                "span:id > \"0000000000000004\"",
                "instrumentation:name = \"a\"",
                "event:name = \"b\"",
                "event:name != \"b\"",
                "event:timeSinceStart > 25",
                "event:name != nil");
    }

    private static String attribute(Random random) {
        return scope(random) + pick(random, "x", "y", "n", "f", "absent");
    }

    private static String scope(Random random) {
        return pick(
                random,
                "span.",
                "span.",
                "resource.",
                ".",
                "event.",
                "link.",
                "instrumentation.",
                "parent.",
                "parent.span.",
                "parent.resource.");
    }

    private static String number(Random random) {
        return pick(
                random,
                "span.n",
                "resource.n",
                ".n",
                "event.n",
                "parent.n",
                "duration",
                "2",
                "1.5",
                "(-3)",
                "4ns");
    }

    private static String literal(Random random) {
        return pick(
                random, "\"a\"", "\"b\"", "\"ab\"", "\"\"", "1", "-2", "0", "0.5", "2.0", "3ns",
                "true", "false", "error", "server");
    }

    private static String pick(Random random, String... options) {
        return options[random.nextInt(options.length)];
    }
}
