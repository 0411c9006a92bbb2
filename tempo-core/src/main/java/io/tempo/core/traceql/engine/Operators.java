package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.Operator;

/**
 * What operators mean at run time (specification 4.2 to 4.5): nothing converts, what cannot be
 * compared compares as false, and only arithmetic can fail.
 */
final class Operators {

    private Operators() {}

    /**
     * {@code left operator right} for an operator with a boolean result, but for regular
     * expressions, which have a pattern on their right. An array holds if any element does; for
     * {@code !=}, if every element does.
     *
     * @param scratch overwritten
     * @throws TraceQlEvaluationException if both are arrays
     */
    static boolean test(Operator operator, Cell left, Cell right, Cell scratch) {
        boolean leftArray = Type.isArray(left.type);
        boolean rightArray = Type.isArray(right.type);
        if (!leftArray && !rightArray) {
            return testScalars(operator, left, right);
        }
        if (leftArray && rightArray) {
            throw new TraceQlEvaluationException(
                    "cannot evaluate "
                            + operator
                            + ": both of its operands are arrays, and at most one may be");
        }
        Cell array = leftArray ? left : right;
        Cell scalar = leftArray ? right : left;
        byte element = Type.elementType(array.type);
        if (!Type.meet(element, scalar.type)
                || !Type.allows(element, operator)
                || !Type.allows(scalar.type, operator)) {
            return false;
        }
        boolean every = operator == Operator.NOT_EQUAL;
        for (int i = 0; i < array.elementCount(); i++) {
            scratch.setElement(array, i);
            boolean holds =
                    leftArray
                            ? testScalars(operator, scratch, scalar)
                            : testScalars(operator, scalar, scratch);
            if (holds != every) {
                return holds;
            }
        }
        return every;
    }

    private static boolean testScalars(Operator operator, Cell left, Cell right) {
        if (!Type.meet(left.type, right.type)
                || !Type.allows(left.type, operator)
                || !Type.allows(right.type, operator)) {
            return false;
        }
        return switch (operator) {
            case EQUAL -> equal(left, right);
            case NOT_EQUAL -> !equal(left, right);
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> ordered(operator, left, right);
            case AND -> left.bits != 0 && right.bits != 0;
            case OR -> left.bits != 0 || right.bits != 0;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, REGEX, NOT_REGEX ->
                    throw new IllegalArgumentException("not a plain comparison: " + operator);
        };
    }

    /** Whether two scalars whose types meet are equal. */
    static boolean equal(Cell left, Cell right) {
        if (left.type == Type.STRING) {
            return left.equalText(right);
        }
        if (left.type == Type.FLOAT || right.type == Type.FLOAT) {
            return left.number() == right.number();
        }
        return left.bits == right.bits;
    }

    private static boolean ordered(Operator operator, Cell left, Cell right) {
        if (left.type == Type.STRING) {
            return holds(operator, left.compareText(right));
        }
        if (left.type == Type.INT && right.type == Type.INT) {
            return holds(operator, Long.compare(left.bits, right.bits));
        }
        double a = left.number();
        double b = right.number();
        return switch (operator) {
            case LESS -> a < b;
            case LESS_EQUAL -> a <= b;
            case GREATER -> a > b;
            case GREATER_EQUAL -> a >= b;
            default -> throw new IllegalArgumentException("not an ordering: " + operator);
        };
    }

    /** Whether an ordering holds for operands that compare as {@code comparison}. */
    static boolean holds(Operator operator, int comparison) {
        return switch (operator) {
            case EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case LESS -> comparison < 0;
            case LESS_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            case GREATER_EQUAL -> comparison >= 0;
            default -> throw new IllegalArgumentException("not a comparison: " + operator);
        };
    }

    /**
     * {@code left operator right} for an arithmetic operator; {@code false} where an operand is not
     * a number.
     *
     * @throws TraceQlEvaluationException if an operand is an array, or for an integer division by
     *     zero
     */
    static void calculate(Operator operator, Cell left, Cell right, Cell out) {
        if (Type.isArray(left.type) || Type.isArray(right.type)) {
            throw new TraceQlEvaluationException(
                    "cannot evaluate " + operator + ": an operand is an array");
        }
        if (!Type.isNumeric(left.type) || !Type.isNumeric(right.type)) {
            out.setBool(false);
        } else if (left.type == Type.INT && right.type == Type.INT) {
            out.setInt(calculate(operator, left.bits, right.bits));
        } else {
            out.setFloat(calculate(operator, left.number(), right.number()));
        }
    }

    private static long calculate(Operator operator, long a, long b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / nonZero(b);
            case MODULO -> a % nonZero(b);
            case POWER -> (long) Math.pow(a, b);
            default -> throw new IllegalArgumentException("not arithmetic: " + operator);
        };
    }

    private static double calculate(Operator operator, double a, double b) {
        return switch (operator) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case MODULO -> a % b;
            case POWER -> Math.pow(a, b);
            default -> throw new IllegalArgumentException("not arithmetic: " + operator);
        };
    }

    private static long nonZero(long divisor) {
        if (divisor == 0) {
            throw new TraceQlEvaluationException("integer division by zero");
        }
        return divisor;
    }
}
