package io.tempo.core.traceql.engine;

import io.tempo.core.traceql.FieldExpression;

/**
 * A boolean expression bound to a table, evaluated on many spans at once: it takes a set of spans
 * and keeps those for which it is true. Columns are loaded only when a non-empty set comes in. For
 * one thread.
 */
abstract class Predicate {

    /** Keeps the spans for which the expression is the boolean true. */
    abstract void retain(Bits spans);

    /**
     * Keeps the spans for which the expression is a boolean at all. Where {@link #isBoolean}, that
     * is all of them.
     */
    void retainBoolean(Bits spans) {}

    /** Whether the expression is a boolean on every span. */
    boolean isBoolean() {
        return true;
    }

    /** Whether it is certain, without loading a column, that no span of the table matches. */
    boolean isImpossible() {
        return false;
    }

    /** A guess of the work per span; the cheapest operands of a conjunction go first. */
    abstract int cost();

    /** True on every span, or on none. */
    static final class Constant extends Predicate {
        private final boolean value;

        Constant(boolean value) {
            this.value = value;
        }

        @Override
        void retain(Bits spans) {
            if (!value) {
                spans.clearAll();
            }
        }

        @Override
        boolean isImpossible() {
            return !value;
        }

        @Override
        int cost() {
            return 0;
        }
    }

    /** {@code a && b && …}. */
    static final class And extends Predicate {
        private final Predicate[] operands;

        /**
         * @param operands cheapest first
         */
        And(Predicate[] operands) {
            this.operands = operands;
        }

        @Override
        void retain(Bits spans) {
            if (isImpossible()) {
                spans.clearAll();
                return;
            }
            for (Predicate operand : operands) {
                if (spans.isEmpty()) {
                    return;
                }
                operand.retain(spans);
            }
        }

        @Override
        boolean isImpossible() {
            for (Predicate operand : operands) {
                if (operand.isImpossible()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        int cost() {
            int sum = 0;
            for (Predicate operand : operands) {
                sum += operand.cost();
            }
            return sum;
        }
    }

    /** {@code a || b}; false where an operand is not a boolean. */
    static final class Or extends Predicate {
        private final Predicate[] operands;

        Or(Predicate[] operands) {
            this.operands = operands;
        }

        @Override
        void retain(Bits spans) {
            for (Predicate operand : operands) {
                if (!operand.isBoolean()) {
                    operand.retainBoolean(spans);
                }
            }
            Bits open = spans.copy();
            for (Predicate operand : operands) {
                if (open.isEmpty()) {
                    return;
                }
                Bits matching = open.copy();
                operand.retain(matching);
                open.andNot(matching);
            }
            spans.andNot(open);
        }

        @Override
        boolean isImpossible() {
            for (Predicate operand : operands) {
                if (!operand.isImpossible()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        int cost() {
            int sum = 1;
            for (Predicate operand : operands) {
                sum += operand.cost();
            }
            return sum;
        }
    }

    /** {@code !a}, for an operand that is always a boolean. */
    static final class Not extends Predicate {
        private final Predicate operand;

        Not(Predicate operand) {
            this.operand = operand;
        }

        @Override
        void retain(Bits spans) {
            if (!spans.isEmpty()) {
                Bits matching = spans.copy();
                operand.retain(matching);
                spans.andNot(matching);
            }
        }

        @Override
        int cost() {
            return operand.cost() + 1;
        }
    }

    /** Any other expression, span by span. */
    static final class General extends Predicate {
        private final TableContext context;
        private final FieldExpression expression;
        private final boolean alwaysBoolean;
        private ValueNode node;

        General(TableContext context, FieldExpression expression, boolean alwaysBoolean) {
            this.context = context;
            this.expression = expression;
            this.alwaysBoolean = alwaysBoolean;
        }

        @Override
        boolean isBoolean() {
            return alwaysBoolean;
        }

        @Override
        void retain(Bits spans) {
            keep(spans, true);
        }

        @Override
        void retainBoolean(Bits spans) {
            keep(spans, false);
        }

        private void keep(Bits spans, boolean onlyTrue) {
            if (spans.isEmpty()) {
                return;
            }
            if (node == null) {
                node = ValueNode.bind(context, expression);
            }
            Cursor at = new Cursor();
            Cell cell = new Cell();
            for (int s = spans.next(0); s < spans.size(); s = spans.next(s + 1)) {
                at.span = s;
                node.evaluate(at, cell);
                if (onlyTrue ? !cell.isTrue() : cell.type != Type.BOOL) {
                    spans.clear(s);
                }
            }
        }

        @Override
        int cost() {
            return 40;
        }
    }
}
