package io.tempo.core.traceql;

/** An operator between two values. */
public enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MODULO("%"),
    POWER("^"),
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_EQUAL("<="),
    GREATER(">"),
    GREATER_EQUAL(">="),
    /** The whole text matches the regular expression; dot matches line ends. */
    REGEX("=~"),
    NOT_REGEX("!~"),
    AND("&&"),
    OR("||");

    private final String symbol;

    Operator(String symbol) {
        this.symbol = symbol;
    }

    /** The operator written so, or {@code null}. */
    static Operator ofSymbol(String symbol) {
        for (Operator operator : values()) {
            if (operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        return null;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    /** {@code + - * / % ^}. */
    public boolean isArithmetic() {
        return compareTo(POWER) <= 0;
    }

    /** {@code = !=}. */
    public boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    /** {@code < <= > >=}. */
    public boolean isOrdering() {
        return compareTo(LESS) >= 0 && compareTo(GREATER_EQUAL) <= 0;
    }

    /** {@code =~ !~}. */
    public boolean isRegex() {
        return this == REGEX || this == NOT_REGEX;
    }

    /** {@code && ||}. */
    public boolean isLogical() {
        return this == AND || this == OR;
    }

    /** Whether the result is a boolean. */
    public boolean isBoolean() {
        return !isArithmetic();
    }

    /**
     * The comparison that holds with its operands exchanged: {@code <} for {@code >}; itself for
     * all other.
     */
    public Operator flipped() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_EQUAL -> GREATER_EQUAL;
            case GREATER -> LESS;
            case GREATER_EQUAL -> LESS_EQUAL;
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER -> this;
            case EQUAL, NOT_EQUAL, REGEX, NOT_REGEX, AND, OR -> this;
        };
    }

    @Override
    public String toString() {
        return symbol;
    }
}
