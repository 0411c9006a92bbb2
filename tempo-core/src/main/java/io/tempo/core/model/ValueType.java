package io.tempo.core.model;

/**
 * The type of an attribute value in a column, as a byte. What the accompanying {@code long} holds
 * depends on it:
 *
 * <ul>
 *   <li>{@link #STRING}: the id of the text in the column's strings
 *   <li>{@link #INT}: the number
 *   <li>{@link #DOUBLE}: {@link Double#doubleToRawLongBits} of the number
 *   <li>{@link #BOOL}: 0 or 1
 *   <li>the array types: {@link #array(int, int)}, a range of the column's elements, each as the
 *       scalar would be
 *   <li>{@link #EMPTY_ARRAY}: nothing
 *   <li>{@link #OTHER} (bytes, key-value lists, arrays of mixed types, a value that was never set):
 *       the id of the encoded OTLP {@code AnyValue} in the column's strings. Kept, but no query
 *       sees inside.
 * </ul>
 */
public final class ValueType {

    /** No value. */
    public static final byte NIL = 0;

    public static final byte STRING = 1;
    public static final byte INT = 2;
    public static final byte DOUBLE = 3;
    public static final byte BOOL = 4;
    public static final byte STRING_ARRAY = 5;
    public static final byte INT_ARRAY = 6;
    public static final byte DOUBLE_ARRAY = 7;
    public static final byte BOOL_ARRAY = 8;
    public static final byte EMPTY_ARRAY = 9;
    public static final byte OTHER = 10;

    private ValueType() {}

    /** Whether the type is one of the four arrays with elements. */
    public static boolean isArray(byte type) {
        return type >= STRING_ARRAY && type <= BOOL_ARRAY;
    }

    /** The scalar type of an array's elements. */
    public static byte elementType(byte arrayType) {
        return (byte) (arrayType - 4);
    }

    /** The array type with elements of a scalar type. */
    public static byte arrayOf(byte scalarType) {
        return (byte) (scalarType + 4);
    }

    /** An array value: {@code count} elements from {@code start}. */
    public static long array(int start, int count) {
        return (long) start << 32 | count;
    }

    /** First element of an array value. */
    public static int arrayStart(long value) {
        return (int) (value >>> 32);
    }

    /** Elements of an array value. */
    public static int arrayCount(long value) {
        return (int) value;
    }
}
