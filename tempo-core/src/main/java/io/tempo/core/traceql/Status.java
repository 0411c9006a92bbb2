package io.tempo.core.traceql;

/** A span's status. */
public enum Status {
    UNSET("unset", 0),
    OK("ok", 1),
    ERROR("error", 2);

    private final String word;
    private final int code;

    Status(String word, int code) {
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
