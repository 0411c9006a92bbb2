package io.tempo.core.traceql;

/** An expression on a single span. */
public sealed interface FieldExpression
        permits FieldExpression.BinaryOperation,
                FieldExpression.UnaryOperation,
                FieldExpression.Literal,
                FieldExpression.Exists,
                FieldExpression.NotExists,
                FieldExpression.Field {

    /** Where it starts; for a binary operation, where its operator stands. */
    Position at();

    /** Canonical text. */
    default String text() {
        return CanonicalText.of(this);
    }

    /**
     * Two operands and an operator. The text of the literal beside {@code trace:id} has no leading
     * zeros. In a checked query the right operand of a regular expression match is a string
     * literal.
     */
    record BinaryOperation(
            Operator operator, FieldExpression left, FieldExpression right, Position at)
            implements FieldExpression {}

    /** {@code -x} or {@code !x}. */
    record UnaryOperation(UnaryOperator operator, FieldExpression operand, Position at)
            implements FieldExpression {}

    /** A constant; constants joined by operators are folded into one, where that can succeed. */
    record Literal(Static value, Position at) implements FieldExpression {}

    /** {@code x != nil}. */
    record Exists(FieldExpression operand, Position at) implements FieldExpression {}

    /** {@code x = nil}. */
    record NotExists(FieldExpression operand, Position at) implements FieldExpression {}

    /** Something that a span has: an attribute or an intrinsic. */
    sealed interface Field extends FieldExpression permits Attribute, IntrinsicField {}

    /**
     * An attribute: {@code span.http.method}.
     *
     * @param scope where it is looked up
     * @param parent whether it is looked up on the parent span: {@code parent.span.x}; then the
     *     scope is {@link Scope#UNSCOPED}, {@link Scope#SPAN} or {@link Scope#RESOURCE}
     * @param name its key, without quotes and escapes
     */
    record Attribute(Scope scope, boolean parent, String name, Position at) implements Field {}

    /** An intrinsic: {@code duration}. */
    record IntrinsicField(Intrinsic intrinsic, Position at) implements Field {}
}
