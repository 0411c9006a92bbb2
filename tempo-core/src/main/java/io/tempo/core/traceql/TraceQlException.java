package io.tempo.core.traceql;

/**
 * A query that is refused. The message says what is wrong and what was expected, and is meant for
 * the one who wrote the query.
 */
public final class TraceQlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_DETAIL = 500;

    /** Why a query is refused. */
    public enum Kind {
        /** It does not follow the grammar. */
        PARSE,
        /** It follows the grammar and makes no sense: wrong types, values out of range. */
        VALIDATION,
        /** It makes sense, but is not supported. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final transient Position at;

    /**
     * @param detail what is wrong, without the position
     */
    public TraceQlException(Kind kind, Position at, String detail) {
        super(prefix(kind) + " at " + at + ": " + abbreviated(detail), null, false, false);
        this.kind = kind;
        this.at = at;
    }

    /** The detail may quote the query, which may be long. */
    private static String abbreviated(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
    }

    private static String prefix(Kind kind) {
        return switch (kind) {
            case PARSE -> "parse error";
            case VALIDATION -> "invalid query";
            case UNSUPPORTED -> "not supported";
        };
    }

    public Kind kind() {
        return kind;
    }

    /** The place in the query text. */
    public Position at() {
        return at;
    }
}
