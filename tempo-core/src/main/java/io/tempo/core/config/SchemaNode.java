package io.tempo.core.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A key as {@code schema.conf} declares it. */
sealed interface SchemaNode {

    String name();

    Mark mark();

    /** Whether a key does something here. */
    enum Mark {
        HONOURED('+'),
        UNSUPPORTED('-'),
        SILENT('.');

        private final char sign;

        Mark(char sign) {
            this.sign = sign;
        }

        static Mark of(char sign) {
            for (Mark mark : values()) {
                if (mark.sign == sign) {
                    return mark;
                }
            }
            throw new IllegalArgumentException("no mark: " + sign);
        }

        /** Of a key within something so marked: what is said of a block holds for all in it. */
        Mark within(Mark outer) {
            return outer == HONOURED ? this : outer;
        }
    }

    /**
     * A key that holds a value.
     *
     * @param defaultValue in the Java form of the type; null is unset
     */
    record Leaf(
            String name,
            Mark mark,
            ValueType type,
            Object defaultValue,
            Constraint constraint,
            boolean required)
            implements SchemaNode {

        /** What the key holds where nothing, not even a default, says otherwise. */
        Object zero() {
            if (defaultValue == null) {
                return null;
            }
            return switch (type) {
                case BOOL -> false;
                case INT, UINT, BYTESIZE -> 0L;
                case FLOAT -> 0.0;
                case STRING, SECRET -> "";
                case DURATION, PROMDURATION -> java.time.Duration.ZERO;
                case TIME, ANY, NAMED -> null;
                case CSV, HOSTS, STRINGS, REGEXES, INTS, FLOATS -> List.of();
                case STRMAP, SECRETMAP, BOOLMAP, INTSMAP -> Map.of();
            };
        }

        boolean isDefault(Object value) {
            return Objects.equals(value, defaultValue);
        }
    }

    /** How often a block may be there. */
    enum Shape {
        /** Always. */
        ONE,
        /** If something is written in it. */
        OPTIONAL,
        /** If named, with nothing after the name as well. */
        SWITCH,
        /** Any number of times. */
        LIST
    }

    /**
     * A key that holds keys.
     *
     * @param defaultItems of a list
     */
    record Block(
            String name,
            Mark mark,
            Shape shape,
            Map<String, SchemaNode> children,
            List<YamlNode.Mapping> defaultItems)
            implements SchemaNode {

        @Override
        public String toString() {
            return name; // the children are the rest of the tree
        }
    }
}
