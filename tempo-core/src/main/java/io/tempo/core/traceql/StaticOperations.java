package io.tempo.core.traceql;

import com.google.re2j.Pattern;

import io.tempo.core.traceql.Static.BooleanValue;
import io.tempo.core.traceql.Static.DurationValue;
import io.tempo.core.traceql.Static.FloatValue;
import io.tempo.core.traceql.Static.IntValue;
import io.tempo.core.traceql.Static.StringValue;

import java.util.Optional;

/** The language's operators on two constants. */
public final class StaticOperations {

    private StaticOperations() {}

    /**
     * Applies an operator.
     *
     * @return empty if the types cannot meet or do not allow the operator, for a division of
     *     integers by zero, and for a regular expression that is none
     */
    public static Optional<Static> apply(Operator operator, Static left, Static right) {
        StaticType l = left.type();
        StaticType r = right.type();
        if (!l.meets(r) || !l.allows(operator) || !r.allows(operator)) {
            return Optional.empty();
        }
        if (operator.isArithmetic()) {
            return left instanceof IntValue(long a) && right instanceof IntValue(long b)
                    ? ofInts(operator, a, b)
                    : Optional.of(
                            new FloatValue(ofDoubles(operator, left.number(), right.number())));
        }
        if (operator.isRegex()) {
            return regex(operator, left, right);
        }
        if (operator.isLogical()) {
            boolean a = ((BooleanValue) left).value();
            boolean b = ((BooleanValue) right).value();
            return bool(operator == Operator.AND ? a && b : a || b);
        }
        if (operator.isEquality()) {
            return bool(equal(left, right) == (operator == Operator.EQUAL));
        }
        return bool(ordered(operator, left, right));
    }

    /** Applies a prefix operator; empty if the type does not allow it. */
    public static Optional<Static> apply(UnaryOperator operator, Static operand) {
        return switch (operator) {
            case NOT -> operand instanceof BooleanValue(boolean v) ? bool(!v) : Optional.empty();
            case NEGATE ->
                    switch (operand) {
                        case IntValue(long v) -> Optional.of(new IntValue(-v));
                        case FloatValue(double v) -> Optional.of(new FloatValue(-v));
                        case DurationValue(long v) -> Optional.of(new DurationValue(-v));
                        case StringValue _,
                                BooleanValue _,
                                Static.StatusValue _,
                                Static.KindValue _,
                                Static.Nil _ ->
                                Optional.empty();
                    };
        };
    }

    private static Optional<Static> bool(boolean value) {
        return Optional.of(value ? Static.TRUE : Static.FALSE);
    }

    private static Optional<Static> ofInts(Operator operator, long a, long b) {
        boolean divides = operator == Operator.DIVIDE || operator == Operator.MODULO;
        return divides && b == 0
                ? Optional.empty()
                : Optional.of(new IntValue(integerArithmetic(operator, a, b)));
    }

    /**
     * 64-bit arithmetic, wrapping; {@code /} truncates, {@code %} has the dividend's sign, {@code
     * ^} is computed on doubles and truncated.
     *
     * @throws ArithmeticException for {@code /} and {@code %} by zero
     */
    public static long integerArithmetic(Operator operator, long a, long b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
            case POWER -> (long) Math.pow(a, b);
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_EQUAL,
                    GREATER,
                    GREATER_EQUAL,
                    REGEX,
                    NOT_REGEX,
                    AND,
                    OR ->
                    throw new IllegalArgumentException("not arithmetic: " + operator);
        };
    }

    /** Arithmetic on doubles; {@code %} is C's {@code fmod}. */
    public static double ofDoubles(Operator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
            case POWER -> Math.pow(a, b);
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    LESS_EQUAL,
                    GREATER,
                    GREATER_EQUAL,
                    REGEX,
                    NOT_REGEX,
                    AND,
                    OR ->
                    throw new IllegalArgumentException("not arithmetic: " + operator);
        };
    }

    private static Optional<Static> regex(Operator operator, Static left, Static right) {
        try {
            Pattern pattern = Regexes.compile(((StringValue) right).value());
            boolean matches = pattern.matches(((StringValue) left).value());
            return bool(matches == (operator == Operator.REGEX));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean equal(Static left, Static right) {
        if (left.type().isNumeric() && right.type().isNumeric()) {
            if (left instanceof FloatValue || right instanceof FloatValue) {
                return left.number() == right.number();
            }
            return whole(left) == whole(right);
        }
        return left.equals(right);
    }

    /** An int, or a duration in nanoseconds. */
    private static long whole(Static value) {
        return value instanceof IntValue(long v) ? v : ((DurationValue) value).nanos();
    }

    private static boolean ordered(Operator operator, Static left, Static right) {
        if (left instanceof IntValue(long a) && right instanceof IntValue(long b)) {
            return holds(operator, a < b, a == b, a > b);
        }
        if (left instanceof StringValue(String a) && right instanceof StringValue(String b)) {
            int order = compareCodePoints(a, b);
            return holds(operator, order < 0, order == 0, order > 0);
        }
        double a = left.number();
        double b = right.number();
        return holds(operator, a < b, a == b, a > b);
    }

    private static boolean holds(Operator operator, boolean less, boolean equal, boolean greater) {
        return switch (operator) {
            case LESS -> less;
            case LESS_EQUAL -> less || equal;
            case GREATER -> greater;
            case GREATER_EQUAL -> greater || equal;
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    DIVIDE,
                    MODULO,
                    POWER,
                    EQUAL,
                    NOT_EQUAL,
                    REGEX,
                    NOT_REGEX,
                    AND,
                    OR ->
                    throw new IllegalArgumentException("not an ordering: " + operator);
        };
    }

    /** The order of the UTF-8 bytes, which is that of the code points. */
    private static int compareCodePoints(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                boolean yHigh = Character.isSurrogate(y);
                return xHigh == yHigh ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
