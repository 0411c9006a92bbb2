package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;

/** Which fields an expression mentions. */
final class Fields {

    private Fields() {}

    /** Whether a field of the level is mentioned. */
    static boolean mentions(FieldExpression expression, Level level) {
        return switch (expression) {
            case Literal literal -> false;
            case Field field -> Column.of(field).level() == level;
            case UnaryOperation unary -> mentions(unary.operand(), level);
            case Exists exists -> mentions(exists.operand(), level);
            case NotExists not -> mentions(not.operand(), level);
            case BinaryOperation binary ->
                    mentions(binary.left(), level) || mentions(binary.right(), level);
        };
    }
}
