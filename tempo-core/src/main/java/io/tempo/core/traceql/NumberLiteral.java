package io.tempo.core.traceql;

/**
 * An unsigned number.
 *
 * @param value int or float
 * @param end offset behind it
 */
record NumberLiteral(Static value, int end) {

    /** Reads the number at {@code start}, where a digit is, or a dot and a digit. */
    static NumberLiteral read(String text, int start) {
        int pos = digits(text, start);
        char c = at(text, pos);
        if (pos == start + 1 && text.charAt(start) == '0' && "xXbBoO".indexOf(c) >= 0 && c != 0) {
            throw new Lexer.BadToken(start, "numbers are decimal, without a prefix");
        }
        boolean isFloat = false;
        if (c == '.') {
            isFloat = true;
            pos = digits(text, pos + 1);
            c = at(text, pos);
        }
        if (c == 'e' || c == 'E') {
            isFloat = true;
            int sign = at(text, pos + 1) == '+' || at(text, pos + 1) == '-' ? 1 : 0;
            int exponent = pos + 1 + sign;
            pos = digits(text, exponent);
            if (pos == exponent) {
                throw new Lexer.BadToken(start, "the exponent of a number has no digits");
            }
        }
        if (at(text, pos) == '_') {
            throw new Lexer.BadToken(start, "numbers are written without '_'");
        }
        String number = text.substring(start, pos);
        return new NumberLiteral(
                isFloat ? floatValue(number, start) : intValue(number, start), pos);
    }

    private static Static floatValue(String number, int start) {
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw new Lexer.BadToken(start, "number out of range for a 64-bit float");
        }
        return new Static.FloatValue(value);
    }

    private static Static intValue(String number, int start) {
        if (number.charAt(0) == '0' && (number.indexOf('8') >= 0 || number.indexOf('9') >= 0)) {
            throw new Lexer.BadToken(start, "a number must not begin with 0");
        }
        try {
            return new Static.IntValue(Long.parseLong(number));
        } catch (NumberFormatException e) {
            throw new Lexer.BadToken(start, "number out of range for a 64-bit integer");
        }
    }

    private static int digits(String text, int start) {
        int pos = start;
        while (Characters.isDigit(at(text, pos))) {
            pos++;
        }
        return pos;
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }
}
