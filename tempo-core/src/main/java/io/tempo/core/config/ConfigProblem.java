package io.tempo.core.config;

/**
 * One thing that is wrong with, or worth knowing about, a configuration.
 *
 * @param position where it was written; null where nobody wrote it
 * @param path the key's path from the root, joined by dots; "" for the document itself
 * @param message what was found and what is expected
 */
public record ConfigProblem(Position position, String path, String message) {

    /** {@code file:line:column: path: message}, the parts that there are. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        if (position != null) {
            out.append(position).append(": ");
        }
        if (!path.isEmpty()) {
            // "key: expected …", but "key is …".
            out.append(path).append(message.startsWith("is ") ? " " : ": ");
        }
        return out.append(message).toString();
    }
}
