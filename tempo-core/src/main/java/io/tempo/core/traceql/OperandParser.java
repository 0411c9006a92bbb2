package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.MetricsExpression.MetricsConstant;
import io.tempo.core.traceql.MetricsExpression.MetricsOperation;
import io.tempo.core.traceql.ScalarExpression.Aggregate;
import io.tempo.core.traceql.ScalarExpression.ScalarLiteral;
import io.tempo.core.traceql.ScalarExpression.ScalarOperation;
import io.tempo.core.traceql.SpansetExpression.SpansetFilter;
import io.tempo.core.traceql.SpansetExpression.SpansetOperation;
import io.tempo.core.traceql.SpansetExpression.WrappedPipeline;

import java.util.List;
import java.util.Optional;

/**
 * Parses what stands outside of braces between {@code |}: operands of six kinds, joined by
 * operators. The kind of the left operand says which operators may follow and which kinds may stand
 * on their right:
 *
 * <ul>
 *   <li>spansets are joined with spansets
 *   <li>pipelines in parentheses with pipelines in parentheses, and there every spanset in
 *       parentheses is one
 *   <li>numbers with numbers: constants with constants (folded here) and with any other, aggregates
 *       with aggregates, aggregates of pipelines with such, metrics with metrics
 * </ul>
 */
final class OperandParser {

    private static final int LOOSEST = 1;

    private final TokenCursor cursor;
    private final FieldParser fields;
    private final Parser parser;

    OperandParser(TokenCursor cursor, FieldParser fields, Parser parser) {
        this.cursor = cursor;
        this.fields = fields;
        this.parser = parser;
    }

    /** Parses operands and operators, as far as they go together. */
    Operand expression() {
        return expression(LOOSEST, false);
    }

    /** Parses {@code { ... }}. */
    SpansetFilter spansetFilter() {
        Token open = cursor.expect("{", "to open a spanset filter");
        if (cursor.accept("}")) {
            cursor.setHeight(2, open.at());
            return new SpansetFilter(new Literal(Static.TRUE, open.at()), open.at());
        }
        FieldExpression expression = fields.expression();
        cursor.expect("}", "or an operator, to close the '{' at " + open.at());
        cursor.setHeight(cursor.height() + 1, open.at());
        return new SpansetFilter(expression, open.at());
    }

    private Operand expression(int minLevel, boolean wrapped) {
        Operand left = wrapped ? wrappedOperand() : operand();
        int height = cursor.height();
        while (true) {
            Token token = cursor.peek();
            boolean spans = left instanceof Operand.Spanset || left instanceof Operand.Wrapped;
            int level = spans ? spansetLevel(token) : arithmeticLevel(token);
            if (level < minLevel) {
                cursor.setHeight(height, token.at());
                return left;
            }
            cursor.next();
            if (spans) {
                Operand right = expression(level + 1, left instanceof Operand.Wrapped);
                left = join(left, SpansetOperator.ofSymbol(token.text()), right);
            } else {
                Operator operator = Operator.ofSymbol(token.text());
                left = arithmetic(left, operator, rightSide(operator, level, token), token);
            }
            height = Math.max(height, cursor.height()) + 1;
            cursor.setHeight(height, token.at());
        }
    }

    private Operand rightSide(Operator operator, int level, Token token) {
        if (operator != Operator.POWER) {
            return expression(level + 1, false);
        }
        cursor.enter(token);
        Operand right = expression(level, false);
        cursor.leave();
        return right;
    }

    private static int spansetLevel(Token token) {
        SpansetOperator operator =
                token.type() == Token.Type.SYMBOL ? SpansetOperator.ofSymbol(token.text()) : null;
        return operator == null ? 0 : operator.isStructural() ? 2 : 1;
    }

    private static int arithmeticLevel(Token token) {
        if (token.type() != Token.Type.SYMBOL) {
            return 0;
        }
        return switch (token.text()) {
            case "+", "-" -> 1;
            case "*", "/", "%" -> 2;
            case "^" -> 3;
            default -> 0;
        };
    }

    private Operand operand() {
        Token token = cursor.peek();
        switch (token.type()) {
            case SYMBOL -> {
                switch (token.text()) {
                    case "{" -> {
                        return new Operand.Spanset(spansetFilter(), false, token.at());
                    }
                    case "(" -> {
                        return parser.group();
                    }
                    case "-" -> {
                        return negated();
                    }
                    default -> {}
                }
            }
            case WORD -> {
                Optional<AggregateFunction> function = aggregateFunction(token.text());
                if (function.isPresent()) {
                    return new Operand.Scalar(aggregate(function.get()), false, token.at());
                }
            }
            case INT, FLOAT, DURATION -> {
                cursor.next();
                cursor.setHeight(1, token.at());
                return new Operand.Constant(token.value(), token.at());
            }
            case IDENTIFIER, INTRINSIC_SCOPE, ATTRIBUTE, STRING, ERROR, END -> {}
        }
        throw cursor.unexpected("'{', '(', a number or an aggregate such as count()");
    }

    /** Where only a pipeline in parentheses may stand, a spanset in parentheses is one too. */
    private Operand wrappedOperand() {
        if (!cursor.isSymbol("(")) {
            throw cursor.unexpected(
                    "'(': beside a pipeline in parentheses each operand needs them");
        }
        Operand group = parser.group();
        if (group instanceof Operand.Spanset(SpansetExpression expression, _, Position at)) {
            Pipeline pipeline = new Pipeline(List.of(expression), at);
            cursor.setHeight(cursor.height() + 1, at);
            return new Operand.Wrapped(new WrappedPipeline(pipeline, at), at);
        }
        return group;
    }

    private Operand negated() {
        Token minus = cursor.next();
        cursor.enter(minus);
        Operand operand = operand();
        cursor.leave();
        if (!(operand instanceof Operand.Constant(Static value, _))) {
            throw cursor.error(
                    minus,
                    "a minus sign may only stand before a constant, not before "
                            + operand.describe());
        }
        // Constants here are numbers and durations, and all of these can be negated.
        Static negated = StaticOperations.apply(UnaryOperator.NEGATE, value).orElseThrow();
        return new Operand.Constant(negated, minus.at());
    }

    private Aggregate aggregate(AggregateFunction function) {
        Token word = cursor.next();
        cursor.expect("(", "after '" + word.text() + "'");
        Optional<FieldExpression> argument =
                function == AggregateFunction.COUNT
                        ? Optional.empty()
                        : Optional.of(fields.expression());
        cursor.expect(")", "to close " + word.text() + "()");
        cursor.setHeight(argument.isEmpty() ? 1 : cursor.height() + 1, word.at());
        return new Aggregate(function, argument, word.at());
    }

    private static Optional<AggregateFunction> aggregateFunction(String word) {
        for (AggregateFunction function : AggregateFunction.values()) {
            if (function.word().equals(word)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }

    private Operand join(Operand left, SpansetOperator operator, Operand right) {
        if (left instanceof Operand.Spanset(SpansetExpression l, _, Position at)
                && right instanceof Operand.Spanset(SpansetExpression r, _, _)) {
            return new Operand.Spanset(new SpansetOperation(operator, l, r, at), false, at);
        }
        if (left instanceof Operand.Wrapped(SpansetExpression l, Position at)
                && right instanceof Operand.Wrapped(SpansetExpression r, _)) {
            Optional<SpansetExpression> plainLeft = plain(l);
            Optional<SpansetExpression> plainRight = plain(r);
            if (plainLeft.isPresent() && plainRight.isPresent()) {
                // The same as the operation in one pair of parentheses.
                SpansetExpression both =
                        new SpansetOperation(operator, plainLeft.get(), plainRight.get(), at);
                Pipeline pipeline = new Pipeline(List.of(both), at);
                return new Operand.Wrapped(new WrappedPipeline(pipeline, at), at);
            }
            return new Operand.Wrapped(new SpansetOperation(operator, l, r, at), at);
        }
        throw cursor.error(
                right.at(),
                "expected "
                        + left.describe()
                        + " on the right of '"
                        + operator
                        + "', as on its left, found "
                        + right.describe());
    }

    /** The content of parentheses around nothing but spansets. */
    private static Optional<SpansetExpression> plain(SpansetExpression wrapped) {
        return wrapped instanceof WrappedPipeline(Pipeline(List<Stage> stages, _), _)
                        && stages.size() == 1
                        && stages.getFirst() instanceof SpansetExpression expression
                ? Optional.of(expression)
                : Optional.empty();
    }

    private Operand arithmetic(Operand left, Operator operator, Operand right, Token token) {
        if (left instanceof Operand.Constant l && right instanceof Operand.Constant r) {
            return fold(l, operator, r, token);
        }
        if (left instanceof Operand.Metrics || right instanceof Operand.Metrics) {
            if (operator == Operator.MODULO || operator == Operator.POWER) {
                throw cursor.error(
                        token, "only + - * / may stand between metrics queries, not " + operator);
            }
            return new Operand.Metrics(
                    new MetricsOperation(
                            operator, metrics(left, token), metrics(right, token), left.at()),
                    left.at());
        }
        if (left instanceof Operand.PipelineScalar(ScalarExpression l, Position at)
                && right instanceof Operand.PipelineScalar(ScalarExpression r, _)) {
            return new Operand.PipelineScalar(new ScalarOperation(operator, l, r, at), at);
        }
        Optional<ScalarExpression> l = scalar(left);
        Optional<ScalarExpression> r = scalar(right);
        if (l.isEmpty() || r.isEmpty()) {
            throw cursor.error(
                    right.at(),
                    "'"
                            + operator
                            + "' cannot stand between "
                            + left.describe()
                            + " and "
                            + right.describe());
        }
        return new Operand.Scalar(
                new ScalarOperation(operator, l.get(), r.get(), left.at()), false, left.at());
    }

    private static Optional<ScalarExpression> scalar(Operand operand) {
        return switch (operand) {
            case Operand.Scalar(ScalarExpression expression, _, _) -> Optional.of(expression);
            case Operand.Constant(Static value, Position at) ->
                    Optional.of(new ScalarLiteral(value, at));
            case Operand.Spanset _,
                    Operand.Wrapped _,
                    Operand.PipelineScalar _,
                    Operand.Metrics _ ->
                    Optional.empty();
        };
    }

    private MetricsExpression metrics(Operand operand, Token token) {
        return switch (operand) {
            case Operand.Metrics(MetricsExpression expression, _) -> expression;
            case Operand.Constant(Static value, Position at) -> {
                if (value instanceof Static.DurationValue) {
                    throw cursor.error(at, "a duration cannot be used in scalar arithmetic");
                }
                yield new MetricsConstant(value, at);
            }
            case Operand.Spanset _, Operand.Wrapped _, Operand.Scalar _, Operand.PipelineScalar _ ->
                    throw cursor.error(
                            token,
                            "a metrics query is combined with metrics queries and numbers, not with"
                                    + " "
                                    + operand.describe());
        };
    }

    private Operand fold(
            Operand.Constant left, Operator operator, Operand.Constant right, Token token) {
        if (operator == Operator.MODULO || operator == Operator.POWER) {
            throw cursor.error(token, "only + - * / may stand between constants, not " + operator);
        }
        for (Operand.Constant side : List.of(left, right)) {
            if (side.value() instanceof Static.DurationValue) {
                throw cursor.error(side.at(), "a duration cannot be used in scalar arithmetic");
            }
        }
        Optional<Static> value = StaticOperations.apply(operator, left.value(), right.value());
        if (value.isEmpty()) {
            throw cursor.error(token, "integer division by zero");
        }
        return new Operand.Constant(value.get(), left.at());
    }
}
