package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.SpansetExpression.SpansetOperation;
import io.tempo.core.traceql.SpansetExpression.WrappedPipeline;
import io.tempo.core.traceql.SpansetOperator;

import java.util.ArrayList;
import java.util.List;

/** A stage that picks spans, bound to a table. */
abstract class SpansetNode extends StageNode {

    /** The spansets picked out of one; none of them empty. */
    abstract List<SpanSet> evaluate(SpanSet set);

    @Override
    List<SpanSet> apply(List<SpanSet> sets) {
        if (sets.size() == 1) {
            return evaluate(sets.get(0));
        }
        List<SpanSet> result = new ArrayList<>(sets.size());
        for (SpanSet set : sets) {
            result.addAll(evaluate(set));
        }
        return result;
    }

    static SpansetNode bind(TableContext context, SpansetExpression expression, boolean sameChild) {
        return switch (expression) {
            case SpansetFilter filter ->
                    new Filter(new PredicateBinder(context, sameChild).bind(filter.expression()));
            case SpansetOperation operation -> {
                SpansetNode left = bind(context, operation.left(), sameChild);
                SpansetNode right = bind(context, operation.right(), sameChild);
                yield operation.operator().isStructural()
                        ? new Structural(context, operation.operator(), left, right)
                        : new Logical(
                                context, operation.operator() == SpansetOperator.AND, left, right);
            }
            case WrappedPipeline wrapped ->
                    new Wrapped(new Sequence(context, wrapped.pipeline(), sameChild));
        };
    }

    /** {@code { … }}. */
    private static final class Filter extends SpansetNode {
        private final Predicate predicate;
        private Bits matching;

        Filter(Predicate predicate) {
            this.predicate = predicate;
        }

        @Override
        Bits prepare(Bits input) {
            matching = input.copy();
            predicate.retain(matching);
            return matching;
        }

        @Override
        boolean isImpossible() {
            return predicate.isImpossible();
        }

        @Override
        List<SpanSet> evaluate(SpanSet set) {
            int size = set.size();
            int count = 0;
            int[] spans;
            if (set.isRange()) {
                int from = set.span(0);
                int to = from + size;
                count = matching.count(from, to);
                if (count == size) {
                    return List.of(set);
                }
                spans = new int[count];
                int n = 0;
                for (int s = matching.next(from); s < to; s = matching.next(s + 1)) {
                    spans[n++] = s;
                }
            } else {
                spans = new int[size];
                for (int i = 0; i < size; i++) {
                    int span = set.span(i);
                    if (matching.get(span)) {
                        spans[count++] = span;
                    }
                }
            }
            return count == 0 ? List.of() : List.of(SpanSet.of(spans, count, set.attributes()));
        }

        @Override
        boolean isExact() {
            return true;
        }
    }

    /** A pipeline in parentheses. */
    private static final class Wrapped extends SpansetNode {
        private final Sequence pipeline;

        Wrapped(Sequence pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        Bits prepare(Bits input) {
            return pipeline.prepare(input);
        }

        @Override
        boolean isImpossible() {
            return pipeline.isImpossible();
        }

        @Override
        List<SpanSet> evaluate(SpanSet set) {
            return pipeline.apply(List.of(set));
        }
    }

    /**
     * {@code &&} and {@code ||}: the spans of both operands, those of the smaller one first, if
     * both (if any) has some. What operands computed is forgotten.
     */
    private static final class Logical extends SpansetNode {
        private final TableContext context;
        private final boolean and;
        private final SpansetNode left;
        private final SpansetNode right;
        private Bits seen;

        Logical(TableContext context, boolean and, SpansetNode left, SpansetNode right) {
            this.context = context;
            this.and = and;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean isImpossible() {
            return and
                    ? left.isImpossible() || right.isImpossible()
                    : left.isImpossible() && right.isImpossible();
        }

        @Override
        Bits prepare(Bits input) {
            Bits l = left.prepare(input);
            if (!and) {
                Bits result = l.copy();
                result.or(right.prepare(input));
                return result;
            }
            Bits r;
            if (l.isEmpty()) {
                r = right.prepare(l);
            } else {
                Bits traces = context.wholeTraces(l);
                traces.and(input);
                r = right.prepare(traces);
            }
            Bits result = l.copy();
            result.or(r);
            result.and(context.wholeTraces(r));
            return result;
        }

        @Override
        List<SpanSet> evaluate(SpanSet set) {
            List<SpanSet> l = left.evaluate(set);
            if (and && l.isEmpty()) {
                return List.of();
            }
            List<SpanSet> r = right.evaluate(set);
            if (and && r.isEmpty() || l.isEmpty() && r.isEmpty()) {
                return List.of();
            }
            if (seen == null) {
                seen = Bits.none(context.spanCount());
            }
            SpanSet a = merge(l);
            SpanSet b = merge(r);
            boolean leftFirst = a.size() < b.size();
            int[] spans = new int[a.size() + b.size()];
            int n = addUnseen(leftFirst ? a : b, spans, 0);
            n = addUnseen(leftFirst ? b : a, spans, n);
            for (int i = 0; i < n; i++) {
                seen.clear(spans[i]);
            }
            return List.of(SpanSet.of(spans, n, set.attributes()));
        }

        private static SpanSet merge(List<SpanSet> sets) {
            return sets.size() == 1 ? sets.get(0) : concatenate(sets);
        }

        private int addUnseen(SpanSet set, int[] out, int from) {
            int n = from;
            for (int i = 0; i < set.size(); i++) {
                int span = set.span(i);
                if (!seen.get(span)) {
                    seen.set(span);
                    out[n++] = span;
                }
            }
            return n;
        }
    }

    /** The operators that relate spans by their place in the tree. */
    private static final class Structural extends SpansetNode {
        private final TableContext context;
        private final SpansetOperator operator;
        private final SpansetNode left;
        private final SpansetNode right;
        private TreeRelation relation;

        Structural(
                TableContext context,
                SpansetOperator operator,
                SpansetNode left,
                SpansetNode right) {
            this.context = context;
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        boolean isImpossible() {
            return right.isImpossible()
                    || operator.form() != SpansetOperator.Form.NEGATED && left.isImpossible();
        }

        @Override
        Bits prepare(Bits input) {
            Bits r = right.prepare(input);
            if (operator.form() == SpansetOperator.Form.NEGATED) {
                Bits traces = context.wholeTraces(r);
                traces.and(input);
                left.prepare(traces);
                return r;
            }
            Bits traces = context.wholeTraces(r);
            traces.and(input);
            Bits l = left.prepare(traces);
            Bits result = r.copy();
            if (operator.form() == SpansetOperator.Form.UNION) {
                result.or(l);
            }
            result.and(context.wholeTraces(l));
            return result;
        }

        @Override
        List<SpanSet> evaluate(SpanSet set) {
            SpanSet r = single(right.evaluate(set));
            if (r == null) {
                return List.of();
            }
            SpanSet l = single(left.evaluate(set));
            boolean negated = operator.form() == SpansetOperator.Form.NEGATED;
            if (l == null) {
                return negated ? List.of(r.withAttributes(set.attributes())) : List.of();
            }
            if (relation == null) {
                relation = new TreeRelation(context);
            }
            int[] spans = relation.related(operator.relation(), l, r, !negated);
            if (operator.form() == SpansetOperator.Form.UNION) {
                spans =
                        relation.union(
                                spans,
                                relation.related(
                                        TreeRelation.inverse(operator.relation()), r, l, true));
            }
            return spans.length == 0
                    ? List.of()
                    : List.of(SpanSet.of(spans, spans.length, set.attributes()));
        }

        private SpanSet single(List<SpanSet> sets) {
            if (sets.size() > 1) {
                throw new TraceQlEvaluationException(
                        "an operand of "
                                + operator
                                + " has several spansets in one trace, and may have only one;"
                                + " consider using coalesce()");
            }
            return sets.isEmpty() ? null : sets.get(0);
        }
    }
}
