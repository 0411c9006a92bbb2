package io.tempo.core.traceql;

import java.util.List;
import java.util.Optional;

/**
 * The {@code with(name=value, ...)} list of a query. Names and types are free: who uses a hint
 * ignores what it does not know or what has the wrong type.
 *
 * @param list in the written order
 */
public record Hints(List<Hint> list) {

    /** No hints. */
    public static final Hints NONE = new Hints(List.of());

    public Hints {
        list = List.copyOf(list);
    }

    /**
     * One hint; the value keeps the type it was written with.
     *
     * @param at where the name stands
     */
    public record Hint(String name, Static value, Position at) {}

    /** The value of the first hint of that name. */
    public Optional<Static> find(String name) {
        for (Hint hint : list) {
            if (hint.name.equals(name)) {
                return Optional.of(hint.value);
            }
        }
        return Optional.empty();
    }

    /** The value of the first hint of that name, if it is a boolean. */
    public Optional<Boolean> findBoolean(String name) {
        return find(name).map(v -> v instanceof Static.BooleanValue b ? b.value() : null);
    }

    /** The value of the first hint of that name, if it is an int. */
    public Optional<Long> findInt(String name) {
        return find(name).map(v -> v instanceof Static.IntValue i ? i.value() : null);
    }

    /** The value of the first hint of that name, if it is an int or a float. */
    public Optional<Double> findNumber(String name) {
        return find(name)
                .map(
                        v ->
                                v instanceof Static.IntValue || v instanceof Static.FloatValue
                                        ? v.number()
                                        : null);
    }
}
