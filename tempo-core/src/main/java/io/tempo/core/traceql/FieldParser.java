package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses expressions on a span, by precedence climbing, and folds constants on the way. Levels,
 * loosest first: {@code && ||} (one level), comparisons, {@code + -} and prefix {@code -}, prefix
 * {@code !}, {@code * / %}, {@code ^} (right-associative).
 */
final class FieldParser {

    private static final int LOGICAL = 1;
    private static final int COMPARISON = 2;
    private static final int ADDITIVE = 3;
    private static final int PREFIX_NOT = 4;
    private static final int MULTIPLICATIVE = 5;
    private static final int POWER = 6;

    /** A longer run of one logical operator becomes a balanced tree: evaluation gives the same. */
    private static final int MAX_CHAIN = 16;

    private final TokenCursor cursor;

    FieldParser(TokenCursor cursor) {
        this.cursor = cursor;
    }

    /** Parses a whole expression. */
    FieldExpression expression() {
        return expression(LOGICAL);
    }

    /** Parses an attribute or an intrinsic, and nothing else. */
    Field field() {
        Token token = cursor.peek();
        cursor.setHeight(1, token.at());
        switch (token.type()) {
            case ATTRIBUTE -> {
                cursor.next();
                return token.attribute();
            }
            case INTRINSIC_SCOPE -> {
                return scopedIntrinsic();
            }
            case WORD -> {
                Optional<Intrinsic> intrinsic = Intrinsics.bare(token.text());
                if (intrinsic.isPresent()) {
                    cursor.next();
                    return new IntrinsicField(intrinsic.get(), token.at());
                }
            }
            case SYMBOL, IDENTIFIER, STRING, INT, FLOAT, DURATION, ERROR, END -> {}
        }
        throw cursor.unexpected("an attribute such as span.name or an intrinsic such as duration");
    }

    /** Parses a literal without sign, {@code nil} excluded; empty if there is none. */
    Optional<Static> literal() {
        Token token = cursor.peek();
        Static value = token.value();
        if (value == null) {
            value =
                    switch (token.type()) {
                        case WORD -> word(token.text());
                        case IDENTIFIER -> constant(token.text());
                        case SYMBOL,
                                INTRINSIC_SCOPE,
                                ATTRIBUTE,
                                STRING,
                                INT,
                                FLOAT,
                                DURATION,
                                ERROR,
                                END ->
                                null;
                    };
        }
        if (value != null) {
            cursor.next();
        }
        return Optional.ofNullable(value);
    }

    private FieldExpression expression(int minLevel) {
        FieldExpression left = operand();
        int height = cursor.height();
        while (true) {
            Token token = cursor.peek();
            Operator operator = operator(token);
            if (operator == null || level(operator) < minLevel) {
                cursor.setHeight(height, token.at());
                return left;
            }
            if (operator.isLogical()) {
                left = logicalRun(operator, left, height);
                height = cursor.height();
                continue;
            }
            cursor.next();
            if (operator.isEquality() && cursor.isWord("nil")) {
                cursor.next();
                left = existence(operator, left, token.at());
                height++;
            } else {
                FieldExpression right = rightOperand(operator, token);
                height = Math.max(height, cursor.height()) + 1;
                left = binary(operator, left, right, token.at());
            }
            if (left instanceof Literal) {
                height = 1;
            }
            cursor.setHeight(height, token.at());
        }
    }

    private FieldExpression rightOperand(Operator operator, Token token) {
        if (operator != Operator.POWER) {
            return expression(level(operator) + 1);
        }
        cursor.enter(token);
        FieldExpression right = expression(POWER);
        cursor.leave();
        return right;
    }

    /** {@code left op x op y ...} with one logical operator. */
    private FieldExpression logicalRun(Operator operator, FieldExpression left, int leftHeight) {
        List<FieldExpression> terms = new ArrayList<>();
        List<Position> places = new ArrayList<>();
        terms.add(left);
        int highest = leftHeight;
        int chainHeight = leftHeight;
        while (cursor.isSymbol(operator.symbol())) {
            places.add(cursor.next().at());
            terms.add(expression(COMPARISON));
            highest = Math.max(highest, cursor.height());
            chainHeight = Math.max(chainHeight, cursor.height()) + 1;
        }
        FieldExpression result;
        int height;
        if (terms.size() <= MAX_CHAIN) {
            result = terms.getFirst();
            for (int i = 1; i < terms.size(); i++) {
                result = binary(operator, result, terms.get(i), places.get(i - 1));
            }
            height = chainHeight;
        } else {
            result = balanced(operator, terms, places, 0, terms.size());
            height = highest + Integer.SIZE - Integer.numberOfLeadingZeros(terms.size() - 1);
        }
        cursor.setHeight(result instanceof Literal ? 1 : height, places.getLast());
        return result;
    }

    private static FieldExpression balanced(
            Operator operator,
            List<FieldExpression> terms,
            List<Position> places,
            int from,
            int to) {
        if (to - from == 1) {
            return terms.get(from);
        }
        int middle = (from + to) >>> 1;
        return binary(
                operator,
                balanced(operator, terms, places, from, middle),
                balanced(operator, terms, places, middle, to),
                places.get(middle - 1));
    }

    private FieldExpression operand() {
        Token token = cursor.peek();
        if (token.isSymbol("(")) {
            cursor.next();
            cursor.enter(token);
            FieldExpression inner = expression();
            cursor.expect(")", "or an operator, to close the '(' at " + token.at());
            cursor.leave();
            return inner;
        }
        if (token.isSymbol("-")) {
            return prefix(UnaryOperator.NEGATE, PREFIX_NOT);
        }
        if (token.isSymbol("!")) {
            return prefix(UnaryOperator.NOT, MULTIPLICATIVE);
        }
        if (token.isWord("nil")) {
            return nilOnTheLeft();
        }
        cursor.setHeight(1, token.at());
        Optional<Static> literal = literal();
        if (literal.isPresent()) {
            return new Literal(literal.get(), token.at());
        }
        return switch (token.type()) {
            case ATTRIBUTE, INTRINSIC_SCOPE -> field();
            case WORD -> {
                if (Intrinsics.bare(token.text()).isPresent()) {
                    yield field();
                }
                throw cursor.unexpected("a value");
            }
            case IDENTIFIER ->
                    throw cursor.unexpected(
                            "a value; an attribute needs a scope, as in span."
                                    + token.text()
                                    + ", or a dot, as in ."
                                    + token.text());
            case SYMBOL, STRING, INT, FLOAT, DURATION, ERROR, END ->
                    throw cursor.unexpected("a value, an attribute or an intrinsic");
        };
    }

    private FieldExpression prefix(UnaryOperator operator, int operandLevel) {
        Token token = cursor.next();
        cursor.enter(token);
        FieldExpression operand = expression(operandLevel);
        cursor.leave();
        if (operand instanceof Literal(Static value, _)) {
            Optional<Static> folded = StaticOperations.apply(operator, value);
            if (folded.isPresent()) {
                return new Literal(folded.get(), token.at());
            }
        }
        cursor.setHeight(cursor.height() + 1, token.at());
        return new UnaryOperation(operator, operand, token.at());
    }

    /** {@code nil = x}, {@code nil != x}; both are false if x is nil too. */
    private FieldExpression nilOnTheLeft() {
        Token nil = cursor.next();
        Token token = cursor.peek();
        Operator operator = operator(token);
        if (operator == null || !operator.isEquality()) {
            throw cursor.error(nil, "nil may only stand on one side of = or !=");
        }
        cursor.next();
        if (cursor.isWord("nil")) {
            cursor.next();
            cursor.setHeight(1, nil.at());
            return new Literal(Static.FALSE, nil.at());
        }
        cursor.enter(nil);
        FieldExpression operand = expression(ADDITIVE);
        cursor.leave();
        cursor.setHeight(cursor.height() + 1, nil.at());
        return existence(operator, operand, token.at());
    }

    private static FieldExpression existence(
            Operator operator, FieldExpression operand, Position at) {
        return operator == Operator.EQUAL ? new NotExists(operand, at) : new Exists(operand, at);
    }

    private Field scopedIntrinsic() {
        Token scope = cursor.next();
        String scopeWord = scope.text().substring(0, scope.text().length() - 1);
        Token word = cursor.peek();
        Optional<Intrinsic> intrinsic =
                word.type() == Token.Type.WORD
                        ? Intrinsics.scoped(scopeWord, word.text())
                        : Optional.empty();
        if (intrinsic.isEmpty()) {
            throw cursor.unexpected("an intrinsic of the scope " + scope.text());
        }
        cursor.next();
        return new IntrinsicField(intrinsic.get(), scope.at());
    }

    private static FieldExpression binary(
            Operator operator, FieldExpression left, FieldExpression right, Position at) {
        if (left instanceof Literal(Static l, Position start)
                && right instanceof Literal(Static r, _)) {
            Optional<Static> folded = StaticOperations.apply(operator, l, r);
            if (folded.isPresent()) {
                return new Literal(folded.get(), start);
            }
        }
        if (isTraceId(left)) {
            return new BinaryOperation(operator, left, withoutLeadingZeros(right), at);
        }
        if (isTraceId(right)) {
            return new BinaryOperation(operator, withoutLeadingZeros(left), right, at);
        }
        return new BinaryOperation(operator, left, right, at);
    }

    private static boolean isTraceId(FieldExpression expression) {
        return expression instanceof IntrinsicField(Intrinsic intrinsic, _)
                && intrinsic == Intrinsic.TRACE_ID;
    }

    private static FieldExpression withoutLeadingZeros(FieldExpression expression) {
        if (!(expression instanceof Literal(Static.StringValue(String text), Position at))) {
            return expression;
        }
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '0') {
            zeros++;
        }
        return new Literal(new Static.StringValue(text.substring(zeros)), at);
    }

    /** The operator of an expression, or null. */
    private static Operator operator(Token token) {
        return token.type() == Token.Type.SYMBOL ? Operator.ofSymbol(token.text()) : null;
    }

    private static int level(Operator operator) {
        return switch (operator) {
            case AND, OR -> LOGICAL;
            case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, REGEX, NOT_REGEX ->
                    COMPARISON;
            case ADD, SUBTRACT -> ADDITIVE;
            case MULTIPLY, DIVIDE, MODULO -> MULTIPLICATIVE;
            case POWER -> POWER;
        };
    }

    private static Static word(String word) {
        switch (word) {
            case "true":
                return Static.TRUE;
            case "false":
                return Static.FALSE;
            default:
                break;
        }
        for (Status status : Status.values()) {
            if (status.word().equals(word)) {
                return new Static.StatusValue(status);
            }
        }
        for (SpanKind kind : SpanKind.values()) {
            if (kind.word().equals(word)) {
                return new Static.KindValue(kind);
            }
        }
        return null;
    }

    private static Static constant(String identifier) {
        return switch (identifier) {
            case "minInt" -> new Static.IntValue(Long.MIN_VALUE);
            case "maxInt" -> new Static.IntValue(Long.MAX_VALUE);
            default -> null;
        };
    }
}
