package io.tempo.querier;

/** Who asked is no longer there. */
public final class QueryCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueryCancelledException() {
        super("the query was cancelled", null, false, false);
    }
}
