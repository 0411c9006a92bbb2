package io.tempo.core.traceql;

/** A function over the spans of a spanset. */
public enum AggregateFunction {
    COUNT("count"),
    MIN("min"),
    MAX("max"),
    AVG("avg"),
    SUM("sum");

    private final String word;

    AggregateFunction(String word) {
        this.word = word;
    }

    /** As it is written, without the parentheses. */
    public String word() {
        return word;
    }
}
