package io.tempo.core.traceql;

/** What is known of an expression's type before any span is read. */
public enum StaticType {
    /** Known only when a span is read; may meet everything. */
    ATTRIBUTE,
    NIL,
    INT,
    FLOAT,
    STRING,
    BOOLEAN,
    DURATION,
    STATUS,
    KIND;

    /** Whether it is int, float or duration. */
    public boolean isNumeric() {
        return this == INT || this == FLOAT || this == DURATION;
    }

    /** Whether operands of the two types may stand on the sides of one operator. */
    public boolean meets(StaticType other) {
        return this == other
                || this == ATTRIBUTE
                || other == ATTRIBUTE
                || this == NIL
                || other == NIL
                || (isNumeric() && other.isNumeric());
    }

    /** Whether an operand of this type is allowed with the operator. */
    public boolean allows(Operator operator) {
        return switch (this) {
            case ATTRIBUTE -> true;
            case NIL, STATUS, KIND -> operator.isEquality();
            case BOOLEAN -> operator.isLogical() || operator.isEquality();
            case INT, FLOAT, DURATION ->
                    operator.isArithmetic() || operator.isEquality() || operator.isOrdering();
            case STRING -> operator.isEquality() || operator.isOrdering() || operator.isRegex();
        };
    }
}
