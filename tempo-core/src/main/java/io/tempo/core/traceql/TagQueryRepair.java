package io.tempo.core.traceql;

import java.util.ArrayList;
import java.util.List;

/** Completes the tokens of a half-typed query. */
final class TagQueryRepair {

    private TagQueryRepair() {}

    /**
     * The first stage, in which each comparison without a value is replaced by {@code true}, and
     * with its missing braces.
     */
    static List<Token> repair(List<Token> tokens) {
        List<Token> repaired = new ArrayList<>();
        int open = 0;
        int index = 0;
        while (!endsStage(tokens.get(index))) {
            int fieldTokens = fieldTokens(tokens, index);
            if (fieldTokens > 0
                    && isComparison(tokens.get(index + fieldTokens))
                    && isValueMissing(tokens.get(index + fieldTokens + 1))) {
                repaired.add(Token.of(Token.Type.WORD, "true", tokens.get(index).at()));
                index += fieldTokens + 1;
                continue;
            }
            Token token = tokens.get(index++);
            if (token.isSymbol("{")) {
                open++;
            } else if (token.isSymbol("}")) {
                open--;
            }
            repaired.add(token);
        }
        Token last = tokens.get(index);
        for (; open > 0; open--) {
            repaired.add(Token.of(Token.Type.SYMBOL, "}", last.at()));
        }
        repaired.add(
                last.type() == Token.Type.ERROR ? last : Token.of(Token.Type.END, "", last.at()));
        return repaired;
    }

    private static boolean endsStage(Token token) {
        return token.isSymbol("|")
                || token.type() == Token.Type.END
                || token.type() == Token.Type.ERROR;
    }

    /** How many tokens, from an index on, are an attribute or an intrinsic: 0, 1 or 2. */
    private static int fieldTokens(List<Token> tokens, int index) {
        Token token = tokens.get(index);
        return switch (token.type()) {
            case ATTRIBUTE -> 1;
            case WORD -> Intrinsics.bare(token.text()).isPresent() ? 1 : 0;
            case INTRINSIC_SCOPE -> tokens.get(index + 1).type() == Token.Type.WORD ? 2 : 0;
            case SYMBOL, IDENTIFIER, STRING, INT, FLOAT, DURATION, ERROR, END -> 0;
        };
    }

    private static boolean isComparison(Token token) {
        Operator operator =
                token.type() == Token.Type.SYMBOL ? Operator.ofSymbol(token.text()) : null;
        return operator != null && !operator.isArithmetic() && !operator.isLogical();
    }

    private static boolean isValueMissing(Token token) {
        return token.type() == Token.Type.END
                || token.isSymbol("}")
                || token.isSymbol(")")
                || token.isSymbol("&&")
                || token.isSymbol("||");
    }
}
