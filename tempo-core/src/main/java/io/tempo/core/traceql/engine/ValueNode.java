package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.UnaryOperator;

import java.nio.charset.StandardCharsets;

/**
 * An expression bound to a table, evaluated on one span at a time. Costs a virtual call per node
 * and span, and allocates nothing. For one thread.
 */
abstract class ValueNode {

    abstract void evaluate(Cursor at, Cell out);

    static ValueNode bind(TableContext context, FieldExpression expression) {
        return switch (expression) {
            case Literal literal -> new Constant(literal.value());
            case Field field -> new OfField(FieldSource.of(context, field));
            case UnaryOperation unary ->
                    new Unary(unary.operator(), bind(context, unary.operand()));
            case Exists exists ->
                    overChildren(
                            context, new Existence(bind(context, exists.operand()), true), exists);
            case NotExists not ->
                    overChildren(context, new Existence(bind(context, not.operand()), false), not);
            case BinaryOperation binary -> bindBinary(context, binary);
        };
    }

    private static ValueNode bindBinary(TableContext context, BinaryOperation binary) {
        ValueNode left = bind(context, binary.left());
        Operator operator = binary.operator();
        if (operator.isRegex()) {
            String pattern =
                    binary.right() instanceof Literal literal
                                    && literal.value() instanceof Static.StringValue text
                            ? text.value()
                            : null;
            if (pattern == null) {
                throw new TraceQlEvaluationException(
                        "the right side of " + operator + " must be a string");
            }
            ValueNode match = new Regex(left, context.regexes.get(pattern), operator);
            return overChildren(context, match, binary);
        }
        ValueNode right = bind(context, binary.right());
        if (operator.isArithmetic()) {
            return new Arithmetic(operator, left, right);
        }
        ValueNode comparison = new Comparison(operator, left, right);
        return operator.isLogical() ? comparison : overChildren(context, comparison, binary);
    }

    /** A comparison on events (links) holds if it does for any of the span's. */
    private static ValueNode overChildren(
            TableContext context, ValueNode comparison, FieldExpression expression) {
        ValueNode node = comparison;
        for (Level level : new Level[] {Level.EVENT, Level.LINK}) {
            if (Fields.mentions(expression, level)) {
                node = new AnyChild(level, context.starts(level), node);
            }
        }
        return node;
    }

    private static final class Constant extends ValueNode {
        private final Cell value = new Cell();

        Constant(Static literal) {
            value.set(literal);
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            out.set(value);
        }
    }

    private static final class OfField extends ValueNode {
        private final FieldSource source;

        OfField(FieldSource source) {
            this.source = source;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            source.load(at, out);
        }
    }

    /** Nil stays nil, so that a span without the attribute does not match, rather than fail. */
    private static final class Unary extends ValueNode {
        private final UnaryOperator operator;
        private final ValueNode operand;

        Unary(UnaryOperator operator, ValueNode operand) {
            this.operator = operator;
            this.operand = operand;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            operand.evaluate(at, out);
            if (out.type == Type.NIL) {
                return;
            }
            switch (operator) {
                case NOT -> {
                    if (out.type != Type.BOOL) {
                        throw notABoolean(out.type);
                    }
                    out.setBool(out.bits == 0);
                }
                case NEGATE -> {
                    if (!Type.isNumeric(out.type)) {
                        throw new TraceQlEvaluationException(
                                "unary - needs a number, and met " + Type.name(out.type));
                    }
                    if (out.type == Type.FLOAT) {
                        out.setFloat(-out.number());
                    } else {
                        out.setNumber(out.type, -out.bits);
                    }
                }
            }
        }
    }

    static TraceQlEvaluationException notABoolean(byte type) {
        return new TraceQlEvaluationException("! needs a boolean, and met " + Type.name(type));
    }

    private static final class Existence extends ValueNode {
        private final ValueNode operand;
        private final boolean exists;

        Existence(ValueNode operand, boolean exists) {
            this.operand = operand;
            this.exists = exists;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            operand.evaluate(at, out);
            out.setBool(
                    exists
                            ? out.type != Type.NIL && out.type != Type.OPAQUE
                            : out.type == Type.NIL);
        }
    }

    private static final class Arithmetic extends ValueNode {
        private final Operator operator;
        private final ValueNode left;
        private final ValueNode right;
        private final Cell rightValue = new Cell();

        Arithmetic(Operator operator, ValueNode left, ValueNode right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            left.evaluate(at, out);
            right.evaluate(at, rightValue);
            Operators.calculate(operator, out, rightValue, out);
        }
    }

    private static final class Comparison extends ValueNode {
        private final Operator operator;
        private final ValueNode left;
        private final ValueNode right;
        private final Cell leftValue = new Cell();
        private final Cell rightValue = new Cell();
        private final Cell element = new Cell();

        Comparison(Operator operator, ValueNode left, ValueNode right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            left.evaluate(at, leftValue);
            right.evaluate(at, rightValue);
            out.setBool(Operators.test(operator, leftValue, rightValue, element));
        }
    }

    private static final class Regex extends ValueNode {
        private final ValueNode operand;
        private final TextTest test;
        private final boolean wanted;
        private final Cell value = new Cell();
        private final Cell element = new Cell();

        Regex(ValueNode operand, TextTest test, Operator operator) {
            this.operand = operand;
            this.test = test;
            this.wanted = operator == Operator.REGEX;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            operand.evaluate(at, value);
            if (value.type == Type.STRING) {
                out.setBool(test.test(value.text, value.offset, value.length) == wanted);
                return;
            }
            boolean array = value.type == Type.STRING_ARRAY;
            boolean any = false;
            for (int i = 0; array && !any && i < value.elementCount(); i++) {
                element.setElement(value, i);
                any = test.test(element.text, element.offset, element.length);
            }
            out.setBool(array && any == wanted);
        }
    }

    private static final class AnyChild extends ValueNode {
        private final Level level;
        private final int[] starts;
        private final ValueNode comparison;

        AnyChild(Level level, int[] starts, ValueNode comparison) {
            this.level = level;
            this.starts = starts;
            this.comparison = comparison;
        }

        @Override
        void evaluate(Cursor at, Cell out) {
            if (at.child(level) != Cursor.NONE) {
                comparison.evaluate(at, out);
                return;
            }
            int to = starts[at.span + 1];
            boolean holds = false;
            for (int c = starts[at.span]; c < to && !holds; c++) {
                at.setChild(level, c);
                comparison.evaluate(at, out);
                holds = out.isTrue();
            }
            at.setChild(level, Cursor.NONE);
            out.setBool(holds);
        }
    }

    /** The bytes of a string literal. */
    static byte[] bytes(Static.StringValue literal) {
        return literal.value().getBytes(StandardCharsets.UTF_8);
    }
}
