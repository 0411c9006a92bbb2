package io.tempo.core.traceql;

/** A span's kind. */
public enum SpanKind {
    UNSPECIFIED("unspecified", 0),
    INTERNAL("internal", 1),
    SERVER("server", 2),
    CLIENT("client", 3),
    PRODUCER("producer", 4),
    CONSUMER("consumer", 5);

    private final String word;
    private final int code;

    SpanKind(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /** As it is written in a query and in results. */
    public String word() {
        return word;
    }

    /** OTLP's number. */
    public int code() {
        return code;
    }
}
