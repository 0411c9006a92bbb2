package io.tempo.core.traceql;

/**
 * A place in the query text, both numbers starting at 1 and counted in characters (code points).
 *
 * <p>All positions are equal to each other, on purpose: two trees are equal when they mean the
 * same, wherever their parts stood in the text.
 *
 * @param line line, from 1
 * @param column column, from 1
 */
public record Position(int line, int column) {

    /** Stands for a node that was not read from a text. */
    public static final Position NONE = new Position(0, 0);

    @Override
    public boolean equals(Object other) {
        return other instanceof Position;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "line " + line + ", col " + column;
    }
}
