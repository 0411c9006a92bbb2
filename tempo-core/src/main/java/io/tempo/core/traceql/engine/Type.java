package io.tempo.core.traceql.engine;

import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.Operator;

/**
 * Types of values while a query runs, as bytes in the language's order: where values of different
 * types are compared for {@code min} and {@code max}, the larger number is the larger value.
 */
final class Type {

    static final byte NIL = 0;
    static final byte INT = 1;
    static final byte FLOAT = 2;
    static final byte STRING = 3;
    static final byte BOOL = 4;
    static final byte INT_ARRAY = 5;
    static final byte FLOAT_ARRAY = 6;
    static final byte STRING_ARRAY = 7;
    static final byte BOOL_ARRAY = 8;
    static final byte DURATION = 9;
    static final byte STATUS = 10;
    static final byte KIND = 11;

    /** Present, but nothing that a query sees: an empty array, a map, bytes. */
    static final byte OPAQUE = 12;

    private static final byte[] OF_COLUMN = new byte[11];

    static {
        OF_COLUMN[ValueType.NIL] = NIL;
        OF_COLUMN[ValueType.STRING] = STRING;
        OF_COLUMN[ValueType.INT] = INT;
        OF_COLUMN[ValueType.DOUBLE] = FLOAT;
        OF_COLUMN[ValueType.BOOL] = BOOL;
        OF_COLUMN[ValueType.STRING_ARRAY] = STRING_ARRAY;
        OF_COLUMN[ValueType.INT_ARRAY] = INT_ARRAY;
        OF_COLUMN[ValueType.DOUBLE_ARRAY] = FLOAT_ARRAY;
        OF_COLUMN[ValueType.BOOL_ARRAY] = BOOL_ARRAY;
        OF_COLUMN[ValueType.EMPTY_ARRAY] = OPAQUE;
        OF_COLUMN[ValueType.OTHER] = OPAQUE;
    }

    private Type() {}

    /** The type of a column's value. */
    static byte ofColumn(byte valueType) {
        return OF_COLUMN[valueType];
    }

    static boolean isArray(byte type) {
        return type >= INT_ARRAY && type <= BOOL_ARRAY;
    }

    /** Whether a column of integers can hold values of the type. */
    static boolean isInteger(byte type) {
        return type == INT || type == INT_ARRAY;
    }

    static byte elementType(byte array) {
        return (byte) (array - 4);
    }

    static boolean isNumeric(byte type) {
        return type == INT || type == FLOAT || type == DURATION;
    }

    /** Whether values of two scalar types may stand on the sides of one operator. */
    static boolean meet(byte a, byte b) {
        return a == b || isNumeric(a) && isNumeric(b);
    }

    /** Whether the operator takes values of a scalar type. */
    static boolean allows(byte type, Operator operator) {
        return switch (type) {
            case INT, FLOAT, DURATION ->
                    operator.isArithmetic() || operator.isEquality() || operator.isOrdering();
            case STRING -> operator.isEquality() || operator.isOrdering() || operator.isRegex();
            case BOOL -> operator.isLogical() || operator.isEquality();
            case STATUS, KIND -> operator.isEquality();
            default -> false;
        };
    }

    static String name(byte type) {
        return switch (type) {
            case NIL -> "nil";
            case INT -> "an int";
            case FLOAT -> "a float";
            case STRING -> "a string";
            case BOOL -> "a boolean";
            case INT_ARRAY, FLOAT_ARRAY, STRING_ARRAY, BOOL_ARRAY -> "an array";
            case DURATION -> "a duration";
            case STATUS -> "a status";
            case KIND -> "a kind";
            default -> "a value without a type";
        };
    }
}
