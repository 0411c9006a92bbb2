package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Pipeline;
import io.tempo.core.traceql.ScalarExpression;
import io.tempo.core.traceql.SpansetExpression;
import io.tempo.core.traceql.Stage;

import java.util.ArrayList;
import java.util.List;

/**
 * A stage of a pipeline, bound to a table. {@link #prepare} is called once and does what can be
 * done for all traces at a time; then {@link #apply} runs for the traces that may match and that
 * somebody wants. For one thread.
 */
abstract class StageNode {

    /**
     * Evaluates filters.
     *
     * @param input the spans that may come into this stage; not changed
     * @return spans that may come out of it, or more; a trace without any has no result
     */
    abstract Bits prepare(Bits input);

    /**
     * @param sets spansets of one trace, none of them empty
     * @return spansets of that trace, none of them empty
     */
    abstract List<SpanSet> apply(List<SpanSet> sets);

    /**
     * Whether it is certain, without loading a column, that nothing comes out of this stage for any
     * trace of the table.
     */
    boolean isImpossible() {
        return false;
    }

    /** Whether {@link #apply} keeps exactly the spans that {@link #prepare} gave. */
    boolean isExact() {
        return false;
    }

    static StageNode bind(TableContext context, Stage stage, boolean sameChild) {
        return switch (stage) {
            case SpansetExpression spanset -> SpansetNode.bind(context, spanset, sameChild);
            case Stage.ScalarFilter filter -> new ScalarFilterNode(context, filter, sameChild);
            case Stage.GroupBy by -> new GroupByNode(context, by);
            case Stage.Coalesce coalesce -> new Coalesce();
            case Stage.Select select -> new Nothing();
        };
    }

    /** The stages of a pipeline, one after the other. */
    static final class Sequence extends StageNode {
        private final List<StageNode> stages = new ArrayList<>();

        Sequence(TableContext context, Pipeline pipeline, boolean sameChild) {
            for (Stage stage : pipeline.stages()) {
                stages.add(bind(context, stage, sameChild));
            }
        }

        @Override
        Bits prepare(Bits input) {
            Bits spans = input;
            for (StageNode stage : stages) {
                spans = stage.prepare(spans);
            }
            return spans;
        }

        @Override
        boolean isImpossible() {
            for (StageNode stage : stages) {
                if (stage.isImpossible()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        List<SpanSet> apply(List<SpanSet> sets) {
            List<SpanSet> result = sets;
            for (StageNode stage : stages) {
                if (result.isEmpty()) {
                    return result;
                }
                result = stage.apply(result);
            }
            return result;
        }

        @Override
        boolean isExact() {
            for (StageNode stage : stages) {
                if (!stage.isExact()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code select(…)}: what is shown of spans is not this stage's business. */
    private static final class Nothing extends StageNode {

        @Override
        Bits prepare(Bits input) {
            return input;
        }

        @Override
        List<SpanSet> apply(List<SpanSet> sets) {
            return sets;
        }

        @Override
        boolean isExact() {
            return true;
        }
    }

    /** {@code coalesce()}: one spanset out of all, without attributes; duplicates stay. */
    private static final class Coalesce extends StageNode {

        @Override
        Bits prepare(Bits input) {
            return input;
        }

        @Override
        List<SpanSet> apply(List<SpanSet> sets) {
            return List.of(concatenate(sets));
        }
    }

    static SpanSet concatenate(List<SpanSet> sets) {
        int size = 0;
        for (SpanSet set : sets) {
            size += set.size();
        }
        int[] spans = new int[size];
        int n = 0;
        for (SpanSet set : sets) {
            for (int i = 0; i < set.size(); i++) {
                spans[n++] = set.span(i);
            }
        }
        return SpanSet.of(spans, size, List.of());
    }

    /** {@code count() > 2}. */
    private static final class ScalarFilterNode extends StageNode {
        private final ScalarNode left;
        private final ScalarNode right;
        private final Operator operator;
        private final boolean ofPipelines;
        private final Cell leftValue = new Cell();
        private final Cell rightValue = new Cell();
        private final Cell scratch = new Cell();

        ScalarFilterNode(TableContext context, Stage.ScalarFilter filter, boolean sameChild) {
            operator = filter.operator();
            left = ScalarNode.bind(context, filter.left(), sameChild);
            right = ScalarNode.bind(context, filter.right(), sameChild);
            ofPipelines = ofPipelines(filter.left()) || ofPipelines(filter.right());
        }

        private static boolean ofPipelines(ScalarExpression expression) {
            return switch (expression) {
                case ScalarExpression.PipelineAggregate pipeline -> true;
                case ScalarExpression.ScalarOperation operation ->
                        ofPipelines(operation.left()) || ofPipelines(operation.right());
                case ScalarExpression.Aggregate aggregate -> false;
                case ScalarExpression.ScalarLiteral literal -> false;
            };
        }

        @Override
        Bits prepare(Bits input) {
            left.prepare(input);
            right.prepare(input);
            return input;
        }

        @Override
        List<SpanSet> apply(List<SpanSet> sets) {
            List<SpanSet> result = new ArrayList<>(sets.size());
            for (SpanSet set : sets) {
                ScalarNode.Frame frame = new ScalarNode.Frame(set);
                left.evaluate(frame, leftValue);
                right.evaluate(frame, rightValue);
                if (Operators.test(operator, leftValue, rightValue, scratch)) {
                    SpanSet kept = ofPipelines ? frame.pipelineSpans() : frame.result;
                    if (kept.size() > 0) {
                        result.add(kept);
                    }
                }
            }
            return result;
        }
    }
}
