package io.tempo.core.config;

/**
 * Where something was written: a place in a document, or a command-line flag.
 *
 * @param source the file's name, or the flag
 * @param line from 1; 0 where there are no lines
 * @param column from 1; 0 where there are no lines
 */
public record Position(String source, int line, int column) {

    static Position flag(String flag) {
        return new Position("flag " + flag, 0, 0);
    }

    /** {@code file:line:column}, or the flag. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
