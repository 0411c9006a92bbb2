package io.tempo.core.config;

import java.util.List;

/**
 * What a command line asks for.
 *
 * @param mode what the process is to do
 * @param config what to run with; with {@link Mode#VERSION}, {@link Mode#HELP} and {@link
 *     Mode#HEALTH} the file was not read and these are defaults
 * @param warnings what has no effect, or is likely a mistake; each in a line of its own
 * @param zeroConfig whether no file was given
 * @param expandEnvironment whether files read later are expanded, too
 * @param healthUrl what {@link Mode#HEALTH} asks
 * @param effective every key with its value, for the status page
 */
public record LoadedConfig(
        Mode mode,
        Config config,
        List<ConfigProblem> warnings,
        boolean zeroConfig,
        boolean expandEnvironment,
        String healthUrl,
        EffectiveConfig effective) {

    /** What a process is to do. */
    public enum Mode {
        /** Run the target. */
        RUN,
        /** End with status 0: what is wrong has been thrown; warnings may be printed. */
        VERIFY,
        /** Print the version. */
        VERSION,
        /** Print {@link ConfigLoader#usage}. */
        HELP,
        /** Ask {@code healthUrl}; 0 if it answers 200, otherwise 1. */
        HEALTH
    }
}
