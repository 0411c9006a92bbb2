package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.UnaryOperator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Turns the expression of a filter into a {@link Predicate} on a table. Loads nothing. */
final class PredicateBinder {

    private final TableContext context;
    private final boolean sameChild;

    /**
     * @param sameChild whether, in a filter that is a pure conjunction, one event (link) has to
     *     meet all conditions on events (links)
     */
    PredicateBinder(TableContext context, boolean sameChild) {
        this.context = context;
        this.sameChild = sameChild;
    }

    Predicate bind(FieldExpression expression) {
        if (sameChild && isConjunction(expression)) {
            return bindConjunction(expression);
        }
        return bind(expression, false);
    }

    private Predicate bind(FieldExpression expression, boolean inLogical) {
        return switch (expression) {
            case Literal literal ->
                    literal.value() instanceof Static.BooleanValue bool
                            ? new Predicate.Constant(bool.value())
                            : new Predicate.General(context, expression, false);
            case Field field ->
                    new FieldPredicate(
                            context, field, new FieldTest.Bool(true, inLogical, false), false);
            case UnaryOperation unary -> bindUnary(unary);
            case Exists exists -> bindPresence(exists, exists.operand(), true);
            case NotExists not -> bindPresence(not, not.operand(), false);
            case BinaryOperation binary -> bindBinary(binary);
        };
    }

    private Predicate bindUnary(UnaryOperation unary) {
        if (unary.operator() == UnaryOperator.NOT) {
            if (unary.operand() instanceof Field field && !isChild(field)) {
                return new FieldPredicate(
                        context, field, new FieldTest.Bool(false, false, true), false);
            }
            Predicate operand = bind(unary.operand(), false);
            if (operand.isBoolean()) {
                return new Predicate.Not(operand);
            }
        }
        return new Predicate.General(context, unary, false);
    }

    private Predicate bindPresence(
            FieldExpression whole, FieldExpression operand, boolean present) {
        return operand instanceof Field field
                ? new FieldPredicate(context, field, new FieldTest.Presence(present), true)
                : new Predicate.General(context, whole, true);
    }

    private Predicate bindBinary(BinaryOperation binary) {
        Operator operator = binary.operator();
        if (operator == Operator.AND) {
            List<Predicate> operands = new ArrayList<>();
            flatten(binary, Operator.AND, operands);
            return and(operands);
        }
        if (operator == Operator.OR) {
            List<Predicate> operands = new ArrayList<>();
            flatten(binary, Operator.OR, operands);
            return or(operands);
        }
        if (operator.isArithmetic()) {
            return new Predicate.General(context, binary, false);
        }
        if (binary.left() instanceof Field field && binary.right() instanceof Literal literal) {
            return compare(field, operator, literal.value());
        }
        if (binary.left() instanceof Literal literal
                && binary.right() instanceof Field field
                && !operator.isRegex()) {
            return compare(field, operator.flipped(), literal.value());
        }
        return new Predicate.General(context, binary, true);
    }

    private Predicate compare(Field field, Operator operator, Static literal) {
        return new FieldPredicate(
                context, field, FieldTest.Comparison.of(context.regexes, operator, literal), true);
    }

    /**
     * Collects the operands of nested operations of one kind. What is not a boolean makes its
     * operation false, not those around it: such a disjunction stays as it is.
     */
    private void flatten(FieldExpression expression, Operator operator, List<Predicate> out) {
        // Iterative on the left side, where the parser nests.
        List<FieldExpression> right = new ArrayList<>();
        FieldExpression e = expression;
        while (e instanceof BinaryOperation binary && binary.operator() == operator) {
            right.add(binary.right());
            e = binary.left();
        }
        List<Predicate> operands = new ArrayList<>();
        operands.add(bind(e, true));
        for (int i = right.size() - 1; i >= 0; i--) {
            if (operator == Operator.AND
                    && right.get(i) instanceof BinaryOperation nested
                    && nested.operator() == Operator.AND) {
                flatten(nested, operator, operands);
                continue;
            }
            Predicate next = bind(right.get(i), true);
            if (operator == Operator.OR
                    && operands.size() > 1
                    && (!next.isBoolean() || !allBoolean(operands))) {
                Predicate joined = or(operands);
                operands = new ArrayList<>();
                operands.add(joined);
            }
            operands.add(next);
        }
        out.addAll(operands);
    }

    private static boolean allBoolean(List<Predicate> operands) {
        for (Predicate operand : operands) {
            if (!operand.isBoolean()) {
                return false;
            }
        }
        return true;
    }

    private static Predicate and(List<Predicate> operands) {
        operands.sort(Comparator.comparingInt(Predicate::cost));
        return operands.size() == 1
                ? operands.get(0)
                : new Predicate.And(operands.toArray(Predicate[]::new));
    }

    private static Predicate or(List<Predicate> operands) {
        return new Predicate.Or(operands.toArray(Predicate[]::new));
    }

    /** Whether an expression is comparisons joined by {@code &&} alone. */
    private static boolean isConjunction(FieldExpression expression) {
        FieldExpression e = expression;
        while (e instanceof BinaryOperation binary && binary.operator() == Operator.AND) {
            if (!isComparison(binary.right())) {
                return false;
            }
            e = binary.left();
        }
        return isComparison(e);
    }

    private static boolean isComparison(FieldExpression expression) {
        return switch (expression) {
            case BinaryOperation binary ->
                    binary.operator() == Operator.AND
                            ? isConjunction(expression)
                            : !binary.operator().isLogical();
            case Exists exists -> true;
            case NotExists not -> true;
            case Literal literal -> true;
            case Field field -> false;
            case UnaryOperation unary -> false;
        };
    }

    private Predicate bindConjunction(FieldExpression expression) {
        List<Predicate> leaves = new ArrayList<>();
        flatten(expression, Operator.AND, leaves);
        ChildPredicate events = new ChildPredicate(context, Level.EVENT);
        ChildPredicate links = new ChildPredicate(context, Level.LINK);
        List<Predicate> operands = new ArrayList<>();
        for (Predicate leaf : leaves) {
            if (leaf instanceof FieldPredicate field && field.level() == Level.EVENT) {
                events.add(field);
            } else if (leaf instanceof FieldPredicate field && field.level() == Level.LINK) {
                links.add(field);
            } else {
                operands.add(leaf);
            }
        }
        if (events.size() > 0) {
            operands.add(events);
        }
        if (links.size() > 0) {
            operands.add(links);
        }
        return and(operands);
    }

    private static boolean isChild(Field field) {
        Level level = Column.of(field).level();
        return level == Level.EVENT || level == Level.LINK;
    }
}
