package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The query of a tag endpoint, read as far as it can be used: it comes from an editor while its
 * user is still typing. Comparisons without a value count as true, missing braces are added, and
 * only the first stage counts. Whatever cannot be used at all means no filter.
 *
 * @param filter which spans to look at; empty for all
 * @param groups the same as alternatives of conditions that must all hold; every group has a
 *     comparison; empty exactly when {@code filter} is
 */
public record TagQuery(Optional<SpansetFilter> filter, List<List<FieldExpression>> groups) {

    /** Looks at all spans. */
    public static final TagQuery UNFILTERED = new TagQuery(Optional.empty(), List.of());

    public TagQuery {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** There are more alternatives than allowed. */
    public static final class TooManyGroupsException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooManyGroupsException(int limit) {
            super(
                    "maximum condition groups reached (limit: "
                            + limit
                            + "). Reduce the number of OR conditions in the query",
                    null,
                    false,
                    false);
        }
    }

    /**
     * Reads a query; never fails for its syntax.
     *
     * @param maxGroups the most alternatives, above 0
     * @throws TooManyGroupsException with the message for the client
     */
    public static TagQuery parse(String text, int maxGroups) {
        if (maxGroups <= 0) {
            throw new IllegalArgumentException("maxGroups must be above 0: " + maxGroups);
        }
        Optional<SpansetFilter> filter = lenientParse(text).flatMap(TagQuery::firstFilter);
        if (filter.isEmpty() || hasOpenAlternative(filter.get().expression())) {
            return UNFILTERED;
        }
        FieldExpression expression = filter.get().expression();
        if (countGroups(expression) > maxGroups) {
            throw new TooManyGroupsException(maxGroups);
        }
        return new TagQuery(filter, groups(expression));
    }

    /** Whether all spans are looked at. */
    public boolean isUnfiltered() {
        return filter.isEmpty();
    }

    /** The same for all spellings of the same filter: a cache key. */
    public String text() {
        return filter.map(SpansetFilter::text).orElse("{}");
    }

    private static Optional<Query> lenientParse(String text) {
        List<Token> tokens = Lexer.tokens(text);
        try {
            Query query;
            try {
                query = new Parser(tokens).query();
            } catch (TraceQlException incomplete) {
                query = new Parser(TagQueryRepair.repair(tokens)).query();
            }
            TraceQl.validate(query);
            return Optional.of(query);
        } catch (TraceQlException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<SpansetFilter> firstFilter(Query query) {
        return switch (query.body()) {
            case Pipeline pipeline -> firstFilter(pipeline);
            case MetricsExpression.MetricsQuery metrics -> firstFilter(metrics.pipeline());
            case MetricsMath _ -> Optional.empty();
        };
    }

    private static Optional<SpansetFilter> firstFilter(Pipeline pipeline) {
        return pipeline.stages().getFirst() instanceof SpansetFilter filter
                ? Optional.of(filter)
                : Optional.empty();
    }

    /** Whether some group would have no comparison. */
    private static boolean hasOpenAlternative(FieldExpression expression) {
        if (expression instanceof BinaryOperation(Operator operator, var left, var right, _)
                && operator.isLogical()) {
            return operator == Operator.OR
                    ? hasOpenAlternative(left) || hasOpenAlternative(right)
                    : hasOpenAlternative(left) && hasOpenAlternative(right);
        }
        return !compares(expression);
    }

    private static boolean compares(FieldExpression expression) {
        return switch (expression) {
            case Exists _, NotExists _ -> true;
            case Literal _, Field _ -> false;
            case UnaryOperation operation -> compares(operation.operand());
            case BinaryOperation operation ->
                    operation.operator().isLogical()
                            ? compares(operation.left()) || compares(operation.right())
                            : operation.operator().isBoolean();
        };
    }

    /** The number of alternatives, or some number above every limit. */
    private static long countGroups(FieldExpression expression) {
        if (expression instanceof BinaryOperation(Operator operator, var left, var right, _)
                && operator.isLogical()) {
            long l = countGroups(left);
            long r = countGroups(right);
            return Math.min(1L + Integer.MAX_VALUE, operator == Operator.OR ? l + r : l * r);
        }
        return 1;
    }

    private static List<List<FieldExpression>> groups(FieldExpression expression) {
        List<List<FieldExpression>> result = new ArrayList<>();
        if (expression instanceof BinaryOperation(Operator operator, var left, var right, _)
                && operator.isLogical()) {
            List<List<FieldExpression>> l = groups(left);
            List<List<FieldExpression>> r = groups(right);
            if (operator == Operator.OR) {
                result.addAll(l);
                result.addAll(r);
                return result;
            }
            for (List<FieldExpression> a : l) {
                for (List<FieldExpression> b : r) {
                    List<FieldExpression> both = new ArrayList<>(a);
                    both.addAll(b);
                    result.add(both);
                }
            }
            return result;
        }
        boolean always = expression instanceof Literal(Static value, _) && value == Static.TRUE;
        result.add(always ? List.of() : List.of(expression));
        return result;
    }
}
