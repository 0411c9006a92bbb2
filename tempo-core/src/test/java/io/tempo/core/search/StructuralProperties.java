package io.tempo.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.tempo.core.columns.SpanTable;
import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.testing.RandomSpans;
import io.tempo.core.traceql.SpansetOperator;
import io.tempo.core.traceql.SpansetOperator.Form;
import io.tempo.core.traceql.engine.Dialect;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Structural operators find what comparing each span with each other finds. */
class StructuralProperties {

    @Property(tries = 40)
    void operatorsRelateSpansByTheirNumbers(@ForAll long seed) {
        RandomSpans data = new RandomSpans(seed);
        SpanTable table = new SpanTable(data.columns);
        for (SpansetOperator operator : SpansetOperator.values()) {
            if (!operator.isStructural()) {
                continue;
            }
            check(
                    table,
                    operator,
                    "{ kind = server || kind = internal }",
                    "{ status = ok }",
                    0b110);
            check(table, operator, "{ true }", "{ kind != client }", -1);
        }
    }

    /**
     * @param leftKinds kinds of the left operand as bits; of all if -1
     */
    private static void check(
            SpanTable table, SpansetOperator operator, String left, String right, int leftKinds) {
        Set<Long> expected = new TreeSet<>();
        long[] ids = table.numbers(NumberField.SPAN_ID);
        long[] kinds = table.numbers(NumberField.SPAN_KIND);
        long[] statuses = table.numbers(NumberField.SPAN_STATUS);
        for (int t = 0; t < table.traceCount(); t++) {
            int from = table.traceSpanStart()[t];
            int to = table.traceSpanStart()[t + 1];
            for (int r = from; r < to; r++) {
                if (leftKinds == -1 ? kinds[r] == 3 : statuses[r] != 1) {
                    continue;
                }
                boolean related = false;
                for (int l = from; l < to; l++) {
                    boolean isLeft = leftKinds == -1 || (leftKinds >> kinds[l] & 1) != 0;
                    if (isLeft && related(table, operator, l, r)) {
                        related = true;
                        if (operator.form() == Form.UNION) {
                            expected.add(ids[l]);
                        }
                    }
                }
                if (related == (operator.form() != Form.NEGATED)) {
                    expected.add(ids[r]);
                }
            }
        }
        String query = left + " " + operator + " " + right;
        Set<Long> found = new TreeSet<>();
        for (TraceMatch match : Searches.search(query, Dialect.CONTRACT, List.of(table))) {
            match.spanSets().forEach(s -> s.spans().forEach(span -> found.add(span.spanId())));
        }
        assertThat(found).as(query).isEqualTo(expected);
    }

    private static boolean related(SpanTable table, SpansetOperator operator, int l, int r) {
        long[] left = table.numbers(NumberField.SPAN_NESTED_SET_LEFT);
        long[] right = table.numbers(NumberField.SPAN_NESTED_SET_RIGHT);
        long[] parent = table.numbers(NumberField.SPAN_NESTED_SET_PARENT);
        boolean numbered = left[l] != 0 && left[r] != 0;
        return numbered
                && switch (operator.relation()) {
                    case CHILD -> left[l] == parent[r];
                    case PARENT -> parent[l] == left[r];
                    case DESCENDANT -> left[l] < left[r] && right[r] < right[l];
                    case ANCESTOR -> left[r] < left[l] && right[l] < right[r];
                    case SIBLING -> l != r && parent[l] == parent[r];
                    case LOGICAL -> throw new IllegalArgumentException();
                };
    }
}
