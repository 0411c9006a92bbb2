package io.tempo.querier.frontend.mcp;

import java.util.List;
import java.util.Map;

/**
 * Something that a language model can ask for. Tools only read. Thread-safe.
 *
 * @param <C> who asks
 * @param name by which it is called
 * @param description what it is for, for the model to choose by
 * @param arguments what it takes, all of them text
 */
public record Tool<C>(String name, String description, List<Argument> arguments, Action<C> action) {

    public Tool {
        arguments = List.copyOf(arguments);
    }

    /**
     * An argument.
     *
     * @param choices what it may be; empty for any text
     */
    public record Argument(
            String name, String description, boolean required, List<String> choices) {

        public Argument {
            choices = List.copyOf(choices);
        }

        /** An argument that must be given. */
        public static Argument required(String name, String description) {
            return new Argument(name, description, true, List.of());
        }

        /** An argument that may be left out. */
        public static Argument optional(String name, String description) {
            return new Argument(name, description, false, List.of());
        }
    }

    /**
     * What a tool does.
     *
     * @param <C> who asks
     */
    @FunctionalInterface
    public interface Action<C> {

        /**
         * Does it; may block.
         *
         * @param arguments those that were given and are not empty; all that are required
         * @throws Exception if it fails; the model is told the message
         */
        Content run(Map<String, String> arguments, C caller) throws Exception;
    }

    /**
     * What a tool gives.
     *
     * @param type what the text is, for example {@code trace}
     * @param encoding how it is written: {@code json} or {@code markdown}
     */
    public record Content(String type, String encoding, String text) {

        public static Content json(String type, String text) {
            return new Content(type, "json", text);
        }
    }
}
