package io.tempo.core.traceql;

import io.tempo.core.traceql.FieldExpression.Attribute;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Cuts a query into tokens. Where the text cannot be a token, the list ends there with an {@code
 * ERROR}, so that an earlier mistake in the grammar is reported first.
 *
 * <p>After a scope word and its dot, characters have other meanings: {@code .a-1} is one name.
 */
final class Lexer {

    /** Every prefix, from its second character on, is in the set too; so longest match is easy. */
    private static final Set<String> SYMBOLS =
            Set.of(
                    "{", "}", "(", ")", ",", "=", "!=", "<", "<=", ">", ">=", "=~", "!~", "+", "-",
                    "*", "/", "%", "^", "&&", "||", "!", "|", ">>", "<<", "~", "!>", "!>>", "!<",
                    "!<<", "&>", "&>>", "&<", "&<<", "&~");

    private static final Set<String> RESERVED =
            Set.of(
                    "true",
                    "false",
                    "nil",
                    "ok",
                    "error",
                    "unset",
                    "unspecified",
                    "internal",
                    "server",
                    "client",
                    "producer",
                    "consumer",
                    "duration",
                    "childCount",
                    "name",
                    "status",
                    "statusMessage",
                    "kind",
                    "rootName",
                    "rootServiceName",
                    "rootService",
                    "traceDuration",
                    "nestedSetLeft",
                    "nestedSetRight",
                    "nestedSetParent",
                    "id",
                    "traceID",
                    "spanID",
                    "parentID",
                    "timeSinceStart",
                    "version",
                    "parent",
                    "count",
                    "avg",
                    "max",
                    "min",
                    "sum",
                    "by",
                    "coalesce",
                    "select",
                    "rate",
                    "count_over_time",
                    "min_over_time",
                    "max_over_time",
                    "avg_over_time",
                    "sum_over_time",
                    "quantile_over_time",
                    "histogram_over_time",
                    "compare",
                    "topk",
                    "bottomk",
                    "with");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int pos;
    // The place of `counted`; moves forward with the tokens, so that counting is linear in total.
    private int counted;
    private int line = 1;
    private int column = 1;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens; the last one, and only that, is {@code END} or {@code ERROR}. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        try {
            while (skipBlanks()) {
                token();
            }
            tokens.add(Token.of(Token.Type.END, "", position(pos)));
        } catch (BadToken bad) {
            tokens.add(Token.of(Token.Type.ERROR, bad.getMessage(), position(bad.offset)));
        }
    }

    /** Moves to the next token; false at the end. */
    private boolean skipBlanks() {
        while (pos < text.length()) {
            char c = text.charAt(pos);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                pos++;
            } else if (text.startsWith("//", pos)) {
                int end = text.indexOf('\n', pos);
                pos = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", pos)) {
                int end = text.indexOf("*/", pos + 2);
                if (end < 0) {
                    throw new BadToken(pos, "comment not terminated, expected */");
                }
                pos = end + 2;
            } else {
                return true;
            }
        }
        return false;
    }

    private void token() {
        int start = pos;
        int c = text.codePointAt(pos);
        if (Characters.isDigit(c) || (c == '.' && Characters.isDigit(peek(pos + 1)))) {
            number();
        } else if (c == '.') {
            pos++;
            attribute(start, Scope.UNSCOPED, false);
        } else if (c == '"' || c == '`') {
            StringLiteral literal = StringLiteral.read(text, pos);
            pos = literal.end();
            literal(Token.Type.STRING, start, new Static.StringValue(literal.value()));
        } else if (Characters.isWordStart(c)) {
            word();
        } else {
            symbol(c);
        }
    }

    private void word() {
        int start = pos;
        while (pos < text.length() && Characters.isWordPart(text.codePointAt(pos))) {
            pos += Character.charCount(text.codePointAt(pos));
        }
        String word = text.substring(start, pos);
        char next = peek(pos);
        if (next == '.' && word.equals("parent")) {
            pos++;
            Scope scope = Scope.UNSCOPED;
            for (Scope nested : List.of(Scope.SPAN, Scope.RESOURCE)) {
                if (text.startsWith(nested.word() + ".", pos)) {
                    scope = nested;
                    pos += nested.word().length() + 1;
                    break;
                }
            }
            attribute(start, scope, true);
            return;
        }
        if (next == '.') {
            for (Scope scope : Scope.values()) {
                if (scope.word().equals(word)) {
                    pos++;
                    attribute(start, scope, false);
                    return;
                }
            }
        }
        if (next == ':' && Intrinsics.isScope(word)) {
            pos++;
            add(Token.Type.INTRINSIC_SCOPE, start);
        } else {
            add(RESERVED.contains(word) ? Token.Type.WORD : Token.Type.IDENTIFIER, start);
        }
    }

    /** Reads the name; {@code pos} is just behind the scope's dot. */
    private void attribute(int start, Scope scope, boolean parent) {
        int nameStart = pos;
        StringBuilder name = new StringBuilder();
        while (pos < text.length()) {
            int c = text.codePointAt(pos);
            if (c == '"') {
                quotedPiece(name);
            } else if (Characters.isAttributeCharacter(c)) {
                name.appendCodePoint(c);
                pos += Character.charCount(c);
            } else {
                break;
            }
        }
        if (pos == nameStart) {
            throw new BadToken(
                    pos, "expected an attribute name after '" + text.substring(start, pos) + "'");
        }
        Position at = position(start);
        tokens.add(
                new Token(
                        Token.Type.ATTRIBUTE,
                        text.substring(start, pos),
                        null,
                        new Attribute(scope, parent, name.toString(), at),
                        at));
    }

    private void quotedPiece(StringBuilder name) {
        int open = pos++;
        while (true) {
            if (pos >= text.length()) {
                throw new BadToken(open, "quoted attribute name not terminated, expected '\"'");
            }
            char c = text.charAt(pos++);
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                c = peek(pos);
                if (c != '\\' && c != '"') {
                    throw new BadToken(
                            pos - 1,
                            "invalid escape sequence in a quoted attribute name: only \\\" and \\\\"
                                    + " are allowed");
                }
                pos++;
            }
            name.append(c);
        }
    }

    private void number() {
        int start = pos;
        NumberLiteral number = NumberLiteral.read(text, start);
        int end = number.end();
        int tail = end;
        while (tail < text.length() && Characters.isDurationCharacter(text.codePointAt(tail))) {
            tail += Character.charCount(text.codePointAt(tail));
        }
        if (tail > end) {
            OptionalLong nanos = DurationLiteral.parse(text.substring(start, tail));
            if (nanos.isPresent()) {
                pos = tail;
                literal(Token.Type.DURATION, start, new Static.DurationValue(nanos.getAsLong()));
                return;
            }
        }
        pos = end;
        Token.Type type =
                number.value() instanceof Static.IntValue ? Token.Type.INT : Token.Type.FLOAT;
        literal(type, start, number.value());
    }

    private void symbol(int first) {
        int start = pos;
        String symbol = Character.toString(first);
        pos += symbol.length();
        while (pos < text.length() && SYMBOLS.contains(symbol + text.charAt(pos))) {
            symbol += text.charAt(pos++);
        }
        if (SYMBOLS.contains(symbol)) {
            add(Token.Type.SYMBOL, start);
        } else if (symbol.equals("'")) {
            throw new BadToken(start, "unexpected ': strings are written \"...\" or `...`");
        } else {
            throw new BadToken(start, "unexpected character '" + symbol + "'");
        }
    }

    private void add(Token.Type type, int start) {
        tokens.add(Token.of(type, text.substring(start, pos), position(start)));
    }

    private void literal(Token.Type type, int start, Static value) {
        tokens.add(new Token(type, text.substring(start, pos), value, null, position(start)));
    }

    private char peek(int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    /** Offsets must not decrease from call to call. */
    private Position position(int offset) {
        for (; counted < offset; counted++) {
            char c = text.charAt(counted);
            if (c == '\n') {
                line++;
                column = 1;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
        }
        return new Position(line, column);
    }

    /** The text at an offset cannot be a token. */
    static final class BadToken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int offset;

        BadToken(int offset, String message) {
            super(message, null, false, false);
            this.offset = offset;
        }
    }
}
