package io.tempo.core.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line, read in the way of Go's flags: {@code -name value}, {@code -name=value}, {@code
 * --name=value}; {@code -name} alone or {@code -name=true} for what is true or false. The flags
 * that set keys are listed in {@code flags.conf}.
 *
 * @param file {@code -config.file}; "" for none
 * @param settings what the other flags say, in their order
 */
record CommandLine(
        String file,
        boolean expandEnvironment,
        LoadedConfig.Mode mode,
        String healthUrl,
        List<Setting> settings) {

    /**
     * A flag that sets a key.
     *
     * @param flag as it was written, without its value
     * @param path of the key
     */
    record Setting(String flag, String path, SchemaNode.Leaf leaf, String value) {}

    private static final String DEFAULT_HEALTH_URL = "http://localhost:3200/ready";

    /** Flags that set no key, and whether they are true or false. */
    private static final Map<String, Boolean> OWN =
            Map.ofEntries(
                    Map.entry("config.file", false),
                    Map.entry("config.expand-env", true),
                    Map.entry("config.verify", true),
                    Map.entry("version", true),
                    Map.entry("help", true),
                    Map.entry("h", true),
                    Map.entry("health", true),
                    Map.entry("health.url", false),
                    // Profiling of the Go runtime.
                    Map.entry("mutex-profile-fraction", false),
                    Map.entry("block-profile-threshold", false));

    /** The key of each flag, in the order of {@code flags.conf}. */
    static final Map<String, String> PATHS = paths();

    /**
     * @throws ConfigException for an unknown flag, a flag without its value, or another word
     */
    static CommandLine parse(List<String> arguments) {
        String file = "";
        String healthUrl = DEFAULT_HEALTH_URL;
        boolean expand = false;
        boolean verify = false;
        boolean version = false;
        boolean help = false;
        boolean health = false;
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.length() < 2 || word.charAt(0) != '-' || word.equals("--")) {
                throw ConfigException.commandLine(
                        word, "not a flag; what is true or false is written -name=true");
            }
            String text = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            String flag = "-" + name;
            SchemaNode.Leaf leaf = OWN.containsKey(name) ? null : leaf(name, flag);
            boolean isBoolean = leaf == null ? OWN.get(name) : leaf.type() == ValueType.BOOL;
            String value;
            if (equals >= 0) {
                value = text.substring(equals + 1);
            } else if (isBoolean) {
                value = "true";
            } else if (++i < arguments.size()) {
                value = arguments.get(i);
            } else {
                throw ConfigException.commandLine(flag, "a value is missing");
            }
            if (leaf != null) {
                settings.add(new Setting(flag, PATHS.get(name), leaf, value));
                continue;
            }
            switch (name) {
                case "config.file" -> file = value;
                case "config.expand-env" -> expand = bool(flag, value);
                case "config.verify" -> verify = bool(flag, value);
                case "version" -> version = bool(flag, value);
                case "help", "h" -> help = bool(flag, value);
                case "health" -> health = bool(flag, value);
                case "health.url" -> healthUrl = value;
                default -> {} // profiling
            }
        }
        LoadedConfig.Mode mode =
                help
                        ? LoadedConfig.Mode.HELP
                        : version
                                ? LoadedConfig.Mode.VERSION
                                : health
                                        ? LoadedConfig.Mode.HEALTH
                                        : verify ? LoadedConfig.Mode.VERIFY : LoadedConfig.Mode.RUN;
        return new CommandLine(file, expand, mode, healthUrl, List.copyOf(settings));
    }

    /** Text for {@code -help}: each flag with its default and key. */
    static String usage() {
        StringBuilder out = new StringBuilder();
        line(out, "config.file", "", "the YAML file to read");
        line(out, "config.expand-env", "false", "replace ${NAME} in the file from the environment");
        line(out, "config.verify", "false", "check the configuration and exit");
        line(out, "version", "false", "print the version and exit");
        line(out, "help", "false", "print this and exit");
        line(out, "health", "false", "ask a running process whether it is ready and exit");
        line(out, "health.url", DEFAULT_HEALTH_URL, "what -health asks");
        PATHS.forEach(
                (flag, path) -> {
                    SchemaNode.Leaf leaf = Schema.leafAt(path);
                    line(out, flag, Rendering.defaultOf(leaf), "sets " + path);
                });
        return out.toString();
    }

    private static void line(StringBuilder out, String flag, String value, String meaning) {
        out.append("  -").append(flag);
        if (!value.isEmpty()) {
            out.append('=').append(value);
        }
        out.append("\n        ").append(meaning).append('\n');
    }

    private static SchemaNode.Leaf leaf(String name, String flag) {
        String path = PATHS.get(name);
        if (path == null) {
            throw ConfigException.commandLine(flag, "unknown flag; -help lists those there are");
        }
        return Schema.leafAt(path);
    }

    static boolean bool(String flag, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                    throw ConfigException.commandLine(
                            flag, "expected true or false, found '" + value + "'");
        };
    }

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        try (InputStream in = CommandLine.class.getResourceAsStream("flags.conf")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split(" +");
                    paths.put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return paths;
    }
}
