package io.tempo.core.traceql.engine;

/**
 * Where the language's contract and what its reference implementation answers part, and clients may
 * depend on either.
 */
public enum Dialect {
    /** The documented language: {@code !=} on an array holds if no element is equal. */
    CONTRACT,

    /**
     * What the reference answers from stored blocks. {@code attribute != literal} on an array holds
     * if some element differs; {@code span:parentID = "…"} never holds for an id that begins with a
     * zero byte, unless it is all zeros.
     *
     * <p>{@code by(span.key)}, where the block keeps integers of the key in a column of their own,
     * groups spans whose value is no integer under nil, and shows that value as {@code nil}; only
     * integer columns are asked for what to group by. Filters find such values all the same.
     */
    REFERENCE
}
