package io.tempo.core.traceql;

/**
 * Reads TraceQL queries. Stateless, safe for use by several threads.
 *
 * <p>Time and memory are linear in the length of the text; the caller limits the length.
 */
public final class TraceQl {

    private TraceQl() {}

    /**
     * Parses a query and folds its constants.
     *
     * @throws TraceQlException of kind {@code PARSE}
     */
    public static Query parse(String text) {
        return new Parser(text).query();
    }

    /**
     * Checks types, ranges and what is supported.
     *
     * @throws TraceQlException of kind {@code VALIDATION} or {@code UNSUPPORTED}
     */
    public static void validate(Query query) {
        Validator.validate(query);
    }

    /**
     * Parses and checks a query.
     *
     * @throws TraceQlException of any kind
     */
    public static Query parseAndValidate(String text) {
        Query query = parse(text);
        validate(query);
        return query;
    }

    /**
     * Parses a tag name: an attribute with its scope or leading dot, or an intrinsic.
     *
     * @throws TraceQlException of kind {@code PARSE}; its columns count from 2, as if the name
     *     stood in braces, which is what clients of the tag values endpoint are used to
     */
    public static FieldExpression.Field parseAttribute(String name) {
        return new Parser("{" + name + "}").onlyField();
    }
}
