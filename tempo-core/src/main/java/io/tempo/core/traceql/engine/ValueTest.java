package io.tempo.core.traceql.engine;

import io.tempo.core.columns.ByteStrings;
import io.tempo.core.columns.TraceTable.AttributeColumn;
import io.tempo.core.model.ValueType;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;

/**
 * {@code attribute operator literal} on the values of one column (specification 4.2, 4.3 and 4.5):
 * values whose type cannot meet the literal's fail, an array passes if any element does, with
 * {@code !=} and {@code !~} if every element does. For one thread.
 */
final class ValueTest {

    private final long[] elements;
    private final boolean everyElement;

    /** Tests by scalar type; null where no value of the type passes. */
    private final TextMemo text;

    private final NumberTest ints;
    private final NumberTest floats;
    private final NumberTest bools;

    private ValueTest(
            long[] elements,
            boolean everyElement,
            TextMemo text,
            NumberTest ints,
            NumberTest floats,
            NumberTest bools) {
        this.elements = elements;
        this.everyElement = everyElement;
        this.text = text;
        this.ints = ints;
        this.floats = floats;
        this.bools = bools;
    }

    /**
     * @param text the operator and the literal as a test of text, where the literal is a string;
     *     else null
     */
    static ValueTest of(
            AttributeColumn column,
            Operator operator,
            Static literal,
            TextTest text,
            Dialect dialect) {
        boolean every =
                operator == Operator.NOT_REGEX
                        || operator == Operator.NOT_EQUAL && dialect == Dialect.CONTRACT;
        ByteStrings strings = column.strings();
        return switch (literal) {
            case Static.StringValue s ->
                    new ValueTest(
                            column.elements(),
                            every,
                            text == null ? null : new TextMemo(strings, text),
                            null,
                            null,
                            null);
            case Static.IntValue i -> ofNumber(column, every, operator, literal);
            case Static.FloatValue f -> ofNumber(column, every, operator, literal);
            case Static.DurationValue d -> ofNumber(column, every, operator, literal);
            case Static.BooleanValue b ->
                    new ValueTest(
                            column.elements(),
                            every,
                            null,
                            null,
                            null,
                            operator.isEquality()
                                    ? NumberTest.ofCode(operator, b.value() ? 1 : 0)
                                    : null);
            case Static.StatusValue s -> never(column);
            case Static.KindValue k -> never(column);
            case Static.Nil nil -> never(column);
        };
    }

    private static ValueTest ofNumber(
            AttributeColumn column, boolean every, Operator operator, Static literal) {
        if (!operator.isEquality() && !operator.isOrdering()) {
            return never(column);
        }
        return new ValueTest(
                column.elements(),
                every,
                null,
                NumberTest.of(Type.INT, operator, literal),
                NumberTest.of(Type.FLOAT, operator, literal),
                null);
    }

    private static ValueTest never(AttributeColumn column) {
        return new ValueTest(column.elements(), false, null, null, null, null);
    }

    /** Whether a value of the column passes. */
    boolean test(byte type, long value) {
        return switch (type) {
            case ValueType.STRING -> text != null && text.test((int) value);
            case ValueType.INT -> ints != null && ints.test(value);
            case ValueType.DOUBLE -> floats != null && floats.test(Double.longBitsToDouble(value));
            case ValueType.BOOL -> bools != null && bools.test(value);
            case ValueType.STRING_ARRAY,
                    ValueType.INT_ARRAY,
                    ValueType.DOUBLE_ARRAY,
                    ValueType.BOOL_ARRAY ->
                    testArray(type, value);
            default -> false;
        };
    }

    private boolean testArray(byte type, long value) {
        byte elementType = ValueType.elementType(type);
        int from = ValueType.arrayStart(value);
        int to = from + ValueType.arrayCount(value);
        for (int i = from; i < to; i++) {
            if (test(elementType, elements[i]) != everyElement) {
                return !everyElement;
            }
        }
        return everyElement && to > from && mayMeet(elementType);
    }

    /** Without this, an array of another type than the literal's would pass {@code !=}. */
    private boolean mayMeet(byte elementType) {
        return switch (elementType) {
            case ValueType.STRING -> text != null;
            case ValueType.INT -> ints != null;
            case ValueType.DOUBLE -> floats != null;
            default -> bools != null;
        };
    }
}
