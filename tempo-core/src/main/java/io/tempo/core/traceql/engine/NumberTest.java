package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;

/**
 * {@code number operator literal} as a range, both ends included: of longs where 64-bit numbers are
 * compared exactly, of doubles otherwise.
 *
 * @param exact which of the two ranges counts for 64-bit numbers
 * @param negated whether numbers outside of the range pass
 */
record NumberTest(
        boolean exact, long low, long high, double lowDouble, double highDouble, boolean negated) {

    /**
     * A test of values of one type.
     *
     * @param type INT or DURATION, whose values are longs, or FLOAT
     * @param literal an int, float or duration
     */
    static NumberTest of(byte type, Operator operator, Static literal) {
        boolean wholeLiteral = !(literal instanceof Static.FloatValue);
        boolean exact =
                type != Type.FLOAT
                        && wholeLiteral
                        && (operator.isEquality()
                                || type == Type.INT && literal instanceof Static.IntValue);
        double d = literal.number();
        if (exact) {
            long v =
                    literal instanceof Static.IntValue i
                            ? i.value()
                            : ((Static.DurationValue) literal).nanos();
            return ofLong(operator, v);
        }
        boolean negated = operator == Operator.NOT_EQUAL;
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        switch (operator) {
            case EQUAL, NOT_EQUAL -> {
                low = d;
                high = d;
            }
            case LESS -> high = d == Double.NEGATIVE_INFINITY ? Double.NaN : Math.nextDown(d);
            case LESS_EQUAL -> high = d;
            case GREATER -> low = d == Double.POSITIVE_INFINITY ? Double.NaN : Math.nextUp(d);
            case GREATER_EQUAL -> low = d;
            default -> throw new IllegalArgumentException("not a comparison: " + operator);
        }
        return new NumberTest(false, 0, 0, low, high, negated);
    }

    private static NumberTest ofLong(Operator operator, long v) {
        long low = Long.MIN_VALUE;
        long high = Long.MAX_VALUE;
        boolean nothing = false;
        switch (operator) {
            case EQUAL, NOT_EQUAL -> {
                low = v;
                high = v;
            }
            case LESS -> {
                nothing = v == Long.MIN_VALUE;
                high = v - 1;
            }
            case LESS_EQUAL -> high = v;
            case GREATER -> {
                nothing = v == Long.MAX_VALUE;
                low = v + 1;
            }
            case GREATER_EQUAL -> low = v;
            default -> throw new IllegalArgumentException("not a comparison: " + operator);
        }
        return nothing
                ? new NumberTest(true, 1, 0, 0, 0, false)
                : new NumberTest(true, low, high, 0, 0, operator == Operator.NOT_EQUAL);
    }

    /** Numbers equal, or not equal, to a code. */
    static NumberTest ofCode(Operator operator, long code) {
        return ofLong(operator, code);
    }

    boolean test(long v) {
        return exact ? (v >= low & v <= high) != negated : test((double) v);
    }

    boolean test(double v) {
        return (v >= lowDouble & v <= highDouble) != negated;
    }
}
