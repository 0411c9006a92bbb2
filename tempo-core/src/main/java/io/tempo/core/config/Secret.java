package io.tempo.core.config;

/**
 * A password, key or token. Never printed: {@code toString} masks it.
 *
 * @param value "" where none is set
 */
public record Secret(String value) {

    /** Nothing set. */
    public static final Secret NONE = new Secret("");

    static final String MASK = "<secret>";

    /** Whether something is set. */
    public boolean isSet() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "" : MASK;
    }
}
