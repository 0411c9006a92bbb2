package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.MetricsExpression.MetricsConstant;
import io.tempo.core.traceql.MetricsExpression.MetricsOperation;
import io.tempo.core.traceql.MetricsExpression.MetricsQuery;
import io.tempo.core.traceql.ScalarExpression.Aggregate;
import io.tempo.core.traceql.ScalarExpression.PipelineAggregate;
import io.tempo.core.traceql.ScalarExpression.ScalarLiteral;
import io.tempo.core.traceql.ScalarExpression.ScalarOperation;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.SpansetExpression.SpansetOperation;
import io.tempo.core.traceql.SpansetExpression.WrappedPipeline;
import io.tempo.core.traceql.TraceQlException.Kind;

import java.util.List;

/**
 * Checks what the grammar cannot: types, ranges, and what is not supported. Operands are checked
 * before what is made of them, pipelines before metrics functions, these before post stages. Time
 * is linear in the size of the tree.
 */
final class Validator {

    private static final long MAX_COMPARE_TOP_N = 1000;

    private Validator() {}

    static void validate(Query query) {
        switch (query.body()) {
            case Pipeline pipeline -> pipeline(pipeline);
            case MetricsQuery metricsQuery -> metricsQuery(metricsQuery);
            case MetricsMath math -> {
                metrics(math.expression());
                if (math.expression() instanceof MetricsQuery only) {
                    compareStandsAlone(only, !math.postStages().isEmpty());
                }
                math.postStages().forEach(Validator::postStage);
            }
        }
    }

    private static void pipeline(Pipeline pipeline) {
        pipeline.stages().forEach(Validator::stage);
    }

    private static void stage(Stage stage) {
        switch (stage) {
            case SpansetFilter filter -> spansetFilter(filter);
            case SpansetOperation operation -> {
                stage(operation.left());
                stage(operation.right());
            }
            case WrappedPipeline wrapped -> pipeline(wrapped.pipeline());
            case Stage.ScalarFilter filter -> {
                StaticType left = scalar(filter.left());
                StaticType right = scalar(filter.right());
                meet(filter.operator(), left, right, filter.at());
                if (hasPipelineAggregate(filter.left())) {
                    throw new TraceQlException(
                            Kind.UNSUPPORTED,
                            filter.at(),
                            "comparisons with the aggregate of a pipeline in parentheses");
                }
            }
            case Stage.GroupBy group -> {
                field(group.expression());
                if (!readsSpan(group.expression())) {
                    throw invalid(
                            group.expression().at(),
                            "by() needs an attribute or intrinsic in its expression: "
                                    + group.text());
                }
            }
            case Stage.Coalesce _ -> {}
            case Stage.Select select -> select.fields().forEach(Validator::field);
        }
    }

    private static void spansetFilter(SpansetFilter filter) {
        StaticType type = field(filter.expression());
        if (type != StaticType.BOOLEAN && type != StaticType.ATTRIBUTE) {
            throw invalid(
                    filter.expression().at(),
                    "a span filter must be true or false, this is "
                            + name(type)
                            + ": "
                            + filter.text());
        }
    }

    private static StaticType scalar(ScalarExpression expression) {
        return switch (expression) {
            case Aggregate aggregate -> aggregate(aggregate);
            case ScalarLiteral literal -> literal.value().type();
            case ScalarOperation operation -> {
                StaticType left = scalar(operation.left());
                StaticType right = scalar(operation.right());
                meet(operation.operator(), left, right, operation.at());
                yield left == StaticType.ATTRIBUTE ? right : left;
            }
            case PipelineAggregate wrapped -> {
                pipeline(wrapped.pipeline());
                yield aggregate(wrapped.aggregate());
            }
        };
    }

    private static StaticType aggregate(Aggregate aggregate) {
        if (aggregate.argument().isEmpty()) {
            return StaticType.INT;
        }
        FieldExpression argument = aggregate.argument().get();
        StaticType type = field(argument);
        if (!type.isNumeric() && type != StaticType.ATTRIBUTE) {
            throw invalid(
                    argument.at(),
                    aggregate.function().word()
                            + "() needs a number, this is "
                            + name(type)
                            + ": "
                            + aggregate.text());
        }
        if (!readsSpan(argument)) {
            throw invalid(
                    argument.at(),
                    aggregate.function().word()
                            + "() needs an attribute or intrinsic in its expression: "
                            + aggregate.text());
        }
        return type;
    }

    private static boolean hasPipelineAggregate(ScalarExpression expression) {
        return switch (expression) {
            case PipelineAggregate _ -> true;
            case ScalarOperation operation -> hasPipelineAggregate(operation.left());
            case Aggregate _, ScalarLiteral _ -> false;
        };
    }

    /** Checks the expression and gives its type. */
    private static StaticType field(FieldExpression expression) {
        return switch (expression) {
            case Literal literal -> literal.value().type();
            case Attribute _ -> StaticType.ATTRIBUTE;
            case IntrinsicField(Intrinsic intrinsic, Position at) -> {
                if (intrinsic == Intrinsic.PARENT) {
                    throw new TraceQlException(
                            Kind.UNSUPPORTED, at, "the intrinsic 'parent' is not yet supported");
                }
                yield intrinsic.type();
            }
            case Exists exists -> {
                field(exists.operand());
                yield StaticType.BOOLEAN;
            }
            case NotExists notExists -> {
                field(notExists.operand());
                if (isNeverNil(notExists.operand())) {
                    throw invalid(notExists.at(), notExists.operand().text() + " is never nil");
                }
                yield StaticType.BOOLEAN;
            }
            case UnaryOperation operation -> unary(operation);
            case BinaryOperation operation -> binary(operation);
        };
    }

    private static boolean isNeverNil(FieldExpression expression) {
        return expression instanceof IntrinsicField
                || (expression instanceof Attribute(Scope scope, boolean parent, String key, _)
                        && scope == Scope.RESOURCE
                        && !parent
                        && key.equals("service.name"));
    }

    private static StaticType unary(UnaryOperation operation) {
        StaticType type = field(operation.operand());
        boolean allowed =
                type == StaticType.ATTRIBUTE
                        || switch (operation.operator()) {
                            case NEGATE -> type.isNumeric();
                            case NOT -> type == StaticType.BOOLEAN;
                        };
        if (!allowed) {
            throw invalid(
                    operation.at(),
                    "'"
                            + operation.operator()
                            + "' cannot be applied to "
                            + name(type)
                            + ": "
                            + operation.text());
        }
        return type;
    }

    private static StaticType binary(BinaryOperation operation) {
        StaticType left = field(operation.left());
        StaticType right = field(operation.right());
        Operator operator = operation.operator();
        meet(operator, left, right, operation.at());
        if (operator.isRegex()) {
            regex(operation);
        }
        if (operator.isBoolean()) {
            return StaticType.BOOLEAN;
        }
        return left == StaticType.ATTRIBUTE ? right : left;
    }

    private static void regex(BinaryOperation operation) {
        if (!(operation.right() instanceof Literal(Static value, Position at)
                && value instanceof Static.StringValue(String pattern))) {
            throw invalid(
                    operation.right().at(),
                    "the regular expression on the right of '"
                            + operation.operator()
                            + "' must be a string literal");
        }
        try {
            Regexes.compile(pattern);
        } catch (IllegalArgumentException e) {
            throw invalid(at, "invalid regular expression: " + e.getMessage());
        }
    }

    private static void meet(Operator operator, StaticType left, StaticType right, Position at) {
        if (!left.meets(right)) {
            throw invalid(
                    at,
                    "'"
                            + operator
                            + "' cannot stand between "
                            + name(left)
                            + " and "
                            + name(right)
                            + ": the types do not match");
        }
        for (StaticType type : List.of(left, right)) {
            if (!type.allows(operator)) {
                throw invalid(at, "'" + operator + "' cannot be applied to " + name(type));
            }
        }
    }

    /** Whether the expression depends on the span. */
    private static boolean readsSpan(FieldExpression expression) {
        return switch (expression) {
            case Field _ -> true;
            case Literal _ -> false;
            case Exists exists -> readsSpan(exists.operand());
            case NotExists notExists -> readsSpan(notExists.operand());
            case UnaryOperation operation -> readsSpan(operation.operand());
            case BinaryOperation operation ->
                    readsSpan(operation.left()) || readsSpan(operation.right());
        };
    }

    private static void metrics(MetricsExpression expression) {
        switch (expression) {
            case MetricsQuery query -> metricsQuery(query);
            case MetricsConstant _ -> {}
            case MetricsOperation operation -> {
                for (MetricsExpression side : List.of(operation.left(), operation.right())) {
                    metrics(side);
                    if (side instanceof MetricsQuery query) {
                        compareStandsAlone(query, true);
                    }
                }
            }
        }
    }

    private static void metricsQuery(MetricsQuery query) {
        pipeline(query.pipeline());
        switch (query.function()) {
            case MetricsFunction.OverTime function -> overTime(function);
            case MetricsFunction.Compare compare -> compare(compare);
        }
        compareStandsAlone(query, !query.postStages().isEmpty());
        query.postStages().forEach(Validator::postStage);
    }

    private static void compareStandsAlone(MetricsQuery query, boolean combined) {
        if (combined && query.function() instanceof MetricsFunction.Compare compare) {
            throw invalid(
                    compare.at(),
                    "compare() cannot be combined with arithmetic, comparisons, topk() or"
                            + " bottomk()");
        }
    }

    private static void overTime(MetricsFunction.OverTime function) {
        for (double quantile : function.quantiles()) {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw invalid(
                        function.at(),
                        "a quantile must be between 0 and 1: " + GoFormat.floatText(quantile));
            }
        }
        int max = function.function().maxGroupBy();
        if (function.by().size() > max) {
            throw new TraceQlException(
                    Kind.UNSUPPORTED,
                    function.by().get(max).at(),
                    function.function().word()
                            + "() by more than "
                            + max
                            + " attributes, found "
                            + function.by().size());
        }
    }

    private static void compare(MetricsFunction.Compare compare) {
        spansetFilter(compare.filter());
        if (compare.topN() < 1 || compare.topN() > MAX_COMPARE_TOP_N) {
            throw invalid(
                    compare.at(),
                    "compare() returns between 1 and "
                            + MAX_COMPARE_TOP_N
                            + " values for each attribute, not "
                            + compare.topN());
        }
        if (compare.startNanos() == 0 && compare.endNanos() == 0) {
            return;
        }
        if (compare.startNanos() <= 0 || compare.endNanos() <= 0) {
            throw invalid(compare.at(), "start and end of compare() must both be given, above 0");
        }
        if (compare.endNanos() <= compare.startNanos()) {
            throw invalid(compare.at(), "the end of compare() must be after its start");
        }
    }

    private static void postStage(PostStage stage) {
        switch (stage) {
            case PostStage.TopK(long limit, Position at) -> limit(limit, at);
            case PostStage.BottomK(long limit, Position at) -> limit(limit, at);
            case PostStage.Comparison _ -> {}
        }
    }

    private static void limit(long limit, Position at) {
        if (limit <= 0) {
            throw invalid(at, "limit must be greater than 0");
        }
    }

    private static String name(StaticType type) {
        return switch (type) {
            case ATTRIBUTE -> "an attribute";
            case NIL -> "nil";
            case INT -> "an int";
            case FLOAT -> "a float";
            case STRING -> "a string";
            case BOOLEAN -> "a boolean";
            case DURATION -> "a duration";
            case STATUS -> "a status";
            case KIND -> "a kind";
        };
    }

    private static TraceQlException invalid(Position at, String message) {
        return new TraceQlException(Kind.VALIDATION, at, message);
    }
}
