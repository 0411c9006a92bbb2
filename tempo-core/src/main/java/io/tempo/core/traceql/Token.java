package io.tempo.core.traceql;

/**
 * One token.
 *
 * @param text as it stands in the query; for {@link Type#ERROR} the message
 * @param value of a literal, else {@code null}
 * @param attribute of {@link Type#ATTRIBUTE}, else {@code null}
 */
record Token(
        Type type, String text, Static value, FieldExpression.Attribute attribute, Position at) {

    enum Type {
        /** Punctuation or operator. */
        SYMBOL,
        /** A reserved word. */
        WORD,
        /** Any other word. */
        IDENTIFIER,
        /** A word and a colon, as one token: {@code span:}. */
        INTRINSIC_SCOPE,
        /** A scope word, a dot and a name, as one token. */
        ATTRIBUTE,
        STRING,
        INT,
        FLOAT,
        DURATION,
        /** What cannot be a token; always the last one. */
        ERROR,
        /** End of the query; always the last one. */
        END
    }

    static Token of(Type type, String text, Position at) {
        return new Token(type, text, null, null, at);
    }

    boolean isSymbol(String symbol) {
        return type == Type.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return type == Type.WORD && text.equals(word);
    }

    /** For messages. */
    String describe() {
        return switch (type) {
            case END -> "the end of the query";
            case ATTRIBUTE -> "the attribute " + text;
            case STRING -> "a string";
            case SYMBOL, WORD, IDENTIFIER, INTRINSIC_SCOPE, INT, FLOAT, DURATION, ERROR ->
                    "'" + text + "'";
        };
    }
}
