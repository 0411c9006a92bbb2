package io.tempo.core.traceql;

/** Character classes of the language's words. */
final class Characters {

    private Characters() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it may stand in an attribute name without quotes. */
    static boolean isAttributeCharacter(int c) {
        return switch (c) {
            case '{', '}', '(', ')', '=', '~', '!', '<', '>', '&', '|', '^', ',' -> false;
            default -> !isSpace(c);
        };
    }

    /** Whether it is white space in Unicode. */
    static boolean isSpace(int c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    static boolean isWordStart(int c) {
        return c == '_' || Character.isLetter(c);
    }

    static boolean isWordPart(int c) {
        return isWordStart(c) || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    /** Whether it may stand in the tail that makes a number a duration. */
    static boolean isDurationCharacter(int c) {
        return switch (c) {
            case 'n', 's', 'u', 'm', 'h', 'µ', 'd', 'w', 'y', '.' -> true;
            default ->
                    switch (Character.getType(c)) {
                        case Character.DECIMAL_DIGIT_NUMBER,
                                Character.LETTER_NUMBER,
                                Character.OTHER_NUMBER ->
                                true;
                        default -> false;
                    };
        };
    }
}
