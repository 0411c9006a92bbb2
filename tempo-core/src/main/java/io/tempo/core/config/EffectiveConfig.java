package io.tempo.core.config;

/** Every key with its value, for the status page. Secrets are masked. Thread-safe. */
public final class EffectiveConfig {

    private final Section values;
    private final Section defaults;

    EffectiveConfig(Section values, Section defaults) {
        this.values = values;
        this.defaults = defaults;
    }

    /**
     * YAML, as {@code /status/config?mode=} shows it.
     *
     * @param mode null or "" for all, {@code diff} for what is not as by default, {@code defaults}
     * @throws IllegalArgumentException for another mode
     */
    public String yaml(String mode) {
        return switch (mode == null ? "" : mode) {
            case "" -> Rendering.yaml(values);
            case "diff" -> Rendering.difference(values, defaults);
            case "defaults" -> Rendering.yaml(defaults);
            default ->
                    throw new IllegalArgumentException(
                            "unknown value for mode query parameter: " + mode);
        };
    }

    /** For tests: the value at a path of keys joined by dots. */
    Object at(String path) {
        return values.at(path);
    }
}
