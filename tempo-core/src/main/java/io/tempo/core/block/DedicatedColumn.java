package io.tempo.core.block;

import static java.util.Objects.requireNonNull;

import io.tempo.core.model.AttributeScope;

import java.util.Set;

/**
 * An attribute that has a Parquet column of its own instead of a place in the generic list.
 *
 * @param scope {@link AttributeScope#SPAN}, {@link AttributeScope#RESOURCE} or {@link
 *     AttributeScope#EVENT}
 * @param name the attribute's key, without the scope
 * @param type type of the values that go into the column
 * @param options how the column is stored
 */
public record DedicatedColumn(AttributeScope scope, String name, Type type, Set<Option> options) {

    /** Types of dedicated columns. */
    public enum Type {
        STRING,
        INT
    }

    /** Storage options of a dedicated column. */
    public enum Option {
        /** Values may be arrays; they are stored with or without it. */
        ARRAY,
        /** Values are long and mostly distinct: no dictionary, strong compression. */
        BLOB
    }

    public DedicatedColumn {
        requireNonNull(scope, "scope");
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        options = Set.copyOf(options);
        if (scope != AttributeScope.SPAN
                && scope != AttributeScope.RESOURCE
                && scope != AttributeScope.EVENT) {
            throw new IllegalArgumentException(
                    "a dedicated column has the scope resource, span or event: got "
                            + DedicatedColumns.scopeName(scope));
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a dedicated column needs a name");
        }
    }

    /** A column without options. */
    public DedicatedColumn(AttributeScope scope, String name, Type type) {
        this(scope, name, type, Set.of());
    }

    /** Whether the column has the {@link Option#BLOB} option. */
    public boolean isBlob() {
        return options.contains(Option.BLOB);
    }
}
