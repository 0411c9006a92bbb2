package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.AggregateFunction;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.ScalarExpression;
import io.tempo.core.traceql.Static;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A side of a scalar filter, bound to a table: a number computed from a spanset. For one thread.
 */
abstract class ScalarNode {

    /** A spanset on its way through a scalar filter; gains an attribute per aggregate. */
    static final class Frame {
        final SpanSet input;
        SpanSet result;
        private final Set<Integer> pipelineSpans = new LinkedHashSet<>();

        Frame(SpanSet input) {
            this.input = input;
            this.result = input;
        }

        /** The spans that the pipelines inside of the filter gave, without repetition. */
        SpanSet pipelineSpans() {
            int[] spans = new int[pipelineSpans.size()];
            int n = 0;
            for (int span : pipelineSpans) {
                spans[n++] = span;
            }
            return SpanSet.of(spans, n, result.attributes());
        }
    }

    /** As {@link StageNode#prepare}, without a result. */
    void prepare(Bits input) {}

    /** The scalar of {@code frame.input}; nil if there is none. */
    abstract void evaluate(Frame frame, Cell out);

    static ScalarNode bind(TableContext context, ScalarExpression expression, boolean sameChild) {
        return switch (expression) {
            case ScalarExpression.ScalarLiteral literal -> new Constant(literal.value());
            case ScalarExpression.Aggregate aggregate ->
                    new OfSpans(aggregate.text(), new Aggregator(context, aggregate));
            case ScalarExpression.ScalarOperation operation ->
                    new Operation(
                            operation.operator(),
                            bind(context, operation.left(), sameChild),
                            bind(context, operation.right(), sameChild));
            case ScalarExpression.PipelineAggregate pipeline ->
                    new OfPipeline(
                            new StageNode.Sequence(context, pipeline.pipeline(), sameChild),
                            pipeline.aggregate().function(),
                            pipeline.aggregate().text(),
                            new Aggregator(context, pipeline.aggregate()));
        };
    }

    private static final class Constant extends ScalarNode {
        private final Cell value = new Cell();

        Constant(Static literal) {
            value.set(literal);
        }

        @Override
        void evaluate(Frame frame, Cell out) {
            out.set(value);
        }
    }

    private static final class OfSpans extends ScalarNode {
        private final String key;
        private final Aggregator aggregator;

        OfSpans(String key, Aggregator aggregator) {
            this.key = key;
            this.aggregator = aggregator;
        }

        @Override
        void evaluate(Frame frame, Cell out) {
            aggregator.aggregate(frame.input, out);
            if (out.type != Type.NIL) {
                frame.result = frame.result.with(new SpanSet.Attribute(key, Value.of(out)));
            }
        }
    }

    private static final class Operation extends ScalarNode {
        private final Operator operator;
        private final ScalarNode left;
        private final ScalarNode right;
        private final Cell rightValue = new Cell();

        Operation(Operator operator, ScalarNode left, ScalarNode right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        void prepare(Bits input) {
            left.prepare(input);
            right.prepare(input);
        }

        @Override
        void evaluate(Frame frame, Cell out) {
            left.evaluate(frame, out);
            right.evaluate(frame, rightValue);
            Operators.calculate(operator, out, rightValue, out);
        }
    }

    /** {@code ({.a} | count())}: over all spans that the pipeline gives for the spanset. */
    private static final class OfPipeline extends ScalarNode {
        private final StageNode pipeline;
        private final AggregateFunction function;
        private final String key;
        private final Aggregator aggregator;

        OfPipeline(
                StageNode pipeline, AggregateFunction function, String key, Aggregator aggregator) {
            this.pipeline = pipeline;
            this.function = function;
            this.key = key;
            this.aggregator = aggregator;
        }

        @Override
        void prepare(Bits input) {
            pipeline.prepare(input);
        }

        @Override
        void evaluate(Frame frame, Cell out) {
            List<SpanSet> sets = pipeline.apply(new ArrayList<>(List.of(frame.input)));
            SpanSet spans = StageNode.concatenate(sets);
            for (int i = 0; i < spans.size(); i++) {
                frame.pipelineSpans.add(spans.span(i));
            }
            if (spans.size() == 0 && function != AggregateFunction.COUNT) {
                out.setNil();
                return;
            }
            aggregator.aggregate(spans, out);
            if (out.type != Type.NIL) {
                frame.result = frame.result.with(new SpanSet.Attribute(key, Value.of(out)));
            }
        }
    }
}
