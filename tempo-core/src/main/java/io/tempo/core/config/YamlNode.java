package io.tempo.core.config;

import java.util.List;

/** A document as it was written, each part with its place. Anchors and merges are resolved. */
sealed interface YamlNode {

    Position position();

    /**
     * @param text without quotes and escapes
     * @param plain whether it was written without quotes, so that it may be more than text
     */
    record Scalar(Position position, String text, boolean plain) implements YamlNode {

        /** Whether nothing was written, or {@code null} or {@code ~}. */
        boolean isNull() {
            return plain
                    && switch (text) {
                        case "", "~", "null", "Null", "NULL" -> true;
                        default -> false;
                    };
        }
    }

    record Sequence(Position position, List<YamlNode> items) implements YamlNode {}

    /**
     * @param entries in the order of the document, each key once
     */
    record Mapping(Position position, List<Entry> entries) implements YamlNode {

        YamlNode get(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }
    }

    record Entry(Position position, String key, YamlNode value) {}

    /** How the node is called in a message. */
    static String describe(YamlNode node) {
        return switch (node) {
            case Scalar s when s.isNull() -> "nothing";
            case Scalar s when s.plain() -> "'" + shortened(s.text()) + "'";
            case Scalar s -> "the text \"" + shortened(s.text()) + "\"";
            case Sequence s -> "a list";
            case Mapping m -> "a mapping";
        };
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 60 ? line : line.substring(0, 60) + "…";
    }
}
