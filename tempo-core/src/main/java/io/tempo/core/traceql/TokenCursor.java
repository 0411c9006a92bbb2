package io.tempo.core.traceql;

import io.tempo.core.traceql.TraceQlException.Kind;

import java.util.List;

/**
 * A place in a list of tokens, the mistakes found there, and the limit on how deep a query may
 * nest: everything that walks a tree may recurse.
 */
final class TokenCursor {

    /** How deep parentheses and prefix operators may nest. */
    static final int MAX_DEPTH = 250;

    /**
     * How high the tree may get, be it by nesting or by chains of operators. Less than {@link
     * #MAX_DEPTH}, so that the canonical text, with all its parentheses, can be parsed too.
     */
    static final int MAX_HEIGHT = 220;

    private final List<Token> tokens;
    private int index;
    private int depth;

    /** Height of the tree that was parsed last. */
    private int height;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(index);
    }

    /** The token after {@link #peek}, or the last one. */
    Token peekSecond() {
        return tokens.get(Math.min(index + 1, tokens.size() - 1));
    }

    /** Takes the next token; stays on the last one. */
    Token next() {
        Token token = tokens.get(index);
        if (index < tokens.size() - 1) {
            index++;
        }
        return token;
    }

    boolean isSymbol(String symbol) {
        return peek().isSymbol(symbol);
    }

    boolean isWord(String word) {
        return peek().isWord(word);
    }

    boolean accept(String symbol) {
        boolean found = isSymbol(symbol);
        if (found) {
            next();
        }
        return found;
    }

    /** Takes a symbol; {@code context} ends the message: "after ...", "to close ...". */
    Token expect(String symbol, String context) {
        if (!isSymbol(symbol)) {
            throw unexpected("'" + symbol + "' " + context);
        }
        return next();
    }

    void expectEnd() {
        if (peek().type() != Token.Type.END) {
            throw unexpected("the end of the query");
        }
    }

    /** The next token stands where something else was expected. */
    TraceQlException unexpected(String expected) {
        Token token = peek();
        return switch (token.type()) {
            case ERROR -> error(token, token.text());
            case IDENTIFIER ->
                    error(token, "unknown identifier: " + token.text() + ", expected " + expected);
            case SYMBOL, WORD, INTRINSIC_SCOPE, ATTRIBUTE, STRING, INT, FLOAT, DURATION, END ->
                    error(token, "unexpected " + token.describe() + ", expected " + expected);
        };
    }

    TraceQlException error(Token token, String message) {
        return error(token.at(), message);
    }

    TraceQlException error(Position at, String message) {
        return new TraceQlException(Kind.PARSE, at, message);
    }

    /** Enters one more level; to be undone by {@link #leave}, unless the parse fails. */
    void enter(Token token) {
        if (++depth > MAX_DEPTH) {
            throw error(token, "the query is nested too deeply: at most " + MAX_DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }

    int height() {
        return height;
    }

    void setHeight(int height, Position at) {
        if (height > MAX_HEIGHT) {
            throw error(
                    at,
                    "the query has too many operators in a chain: at most "
                            + MAX_HEIGHT
                            + " levels; chains of only && or only || in a filter may be longer");
        }
        this.height = height;
    }
}
