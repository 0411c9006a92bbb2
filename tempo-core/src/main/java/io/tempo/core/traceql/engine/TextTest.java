package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.Operator;

import java.util.Arrays;

/** A test of one text, given as UTF-8 bytes. Thread-safe. */
interface TextTest {

    boolean test(byte[] bytes, int offset, int length);

    /** {@code text = value}. */
    static TextTest equal(byte[] value) {
        return (bytes, offset, length) ->
                length == value.length
                        && Arrays.equals(bytes, offset, offset + length, value, 0, length);
    }

    /** {@code text operator value} for an equality or an ordering; bytes compare unsigned. */
    static TextTest comparison(Operator operator, byte[] value) {
        if (operator == Operator.EQUAL) {
            return equal(value);
        }
        if (operator == Operator.NOT_EQUAL) {
            TextTest equal = equal(value);
            return (bytes, offset, length) -> !equal.test(bytes, offset, length);
        }
        return (bytes, offset, length) ->
                Operators.holds(
                        operator,
                        Arrays.compareUnsigned(
                                bytes, offset, offset + length, value, 0, value.length));
    }

    default TextTest negate() {
        return (bytes, offset, length) -> !test(bytes, offset, length);
    }

    /** Whether this or the other holds. */
    default TextTest or(TextTest other) {
        return (bytes, offset, length) ->
                test(bytes, offset, length) || other.test(bytes, offset, length);
    }
}
