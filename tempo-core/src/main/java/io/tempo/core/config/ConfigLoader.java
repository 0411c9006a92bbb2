package io.tempo.core.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles the configuration of a process: defaults, then the YAML file, then flags. Whatever is
 * wrong is reported at once, each with its place.
 */
public final class ConfigLoader {

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();
    private final Section values = Section.defaults(Schema.ROOT);

    private ConfigLoader() {}

    /**
     * Reads a command line and what it names, with the environment of this process.
     *
     * @param arguments of the process, flags only
     * @throws ConfigException whose message is ready to be printed and whose {@link
     *     ConfigException#exitCode} to end with
     */
    public static LoadedConfig load(List<String> arguments) {
        return load(arguments, System.getenv());
    }

    /**
     * {@link #load(List)} with another environment.
     *
     * @throws ConfigException see {@link #load(List)}
     */
    public static LoadedConfig load(List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.parse(arguments);
        return switch (line.mode()) {
            case HELP, VERSION, HEALTH -> new ConfigLoader().finish(line, false);
            case RUN, VERIFY -> {
                ConfigLoader loader = new ConfigLoader();
                boolean file = !line.file().isEmpty();
                if (file) {
                    String text = readFile(line.file());
                    if (line.expandEnvironment()) {
                        text = Environment.expand(line.file(), text, environment);
                    }
                    loader.document(line.file(), text);
                }
                loader.flags(line.settings());
                yield loader.finish(line, file);
            }
        };
    }

    /**
     * Reads a document as if it were the file of a process without other flags.
     *
     * @param source its name in messages
     * @throws ConfigException saying what is wrong with it
     */
    public static LoadedConfig loadYaml(String source, String yaml) {
        ConfigLoader loader = new ConfigLoader();
        loader.document(source, yaml);
        return loader.finish(CommandLine.parse(List.of()), true);
    }

    /** The flags, for {@code -help}. */
    public static String usage() {
        return CommandLine.usage();
    }

    /**
     * The text of a file in UTF-8.
     *
     * @throws ConfigException if it cannot be read
     */
    static String readFile(String file) {
        Position position = new Position(file, 0, 0);
        try {
            Path path = Path.of(file);
            if (Files.size(path) > 4L * YamlDocument.MAX_CHARACTERS) {
                throw ConfigException.of(position, "", "the file is too large");
            }
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw ConfigException.of(position, "", "there is no such file");
        } catch (CharacterCodingException e) {
            throw ConfigException.of(position, "", "the file is not UTF-8 text");
        } catch (IOException | java.nio.file.InvalidPathException e) {
            throw ConfigException.of(position, "", "cannot be read: " + e.getMessage());
        }
    }

    private void document(String source, String text) {
        Decoder decoder = new Decoder();
        decoder.decode(YamlDocument.parse(source, text), values, "");
        problems.addAll(decoder.problems());
        positions.putAll(decoder.positions());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private void flags(List<CommandLine.Setting> settings) {
        for (CommandLine.Setting setting : settings) {
            YamlNode value = flagValue(setting);
            Position position = Position.flag(setting.flag());
            Decoder decoder = new Decoder();
            Section owner = owner(setting.path());
            decoder.leaf(
                    new YamlNode.Entry(position, setting.leaf().name(), value),
                    setting.leaf(),
                    owner,
                    setting.path());
            for (ConfigProblem problem : decoder.problems()) {
                throw ConfigException.commandLine(setting.flag(), problem.message());
            }
            positions.putAll(decoder.positions());
        }
    }

    private static YamlNode flagValue(CommandLine.Setting setting) {
        Position position = Position.flag(setting.flag());
        String text = setting.value();
        return switch (setting.leaf().type()) {
            case STRING, SECRET, CSV, HOSTS, PROMDURATION, BYTESIZE, TIME ->
                    new YamlNode.Scalar(position, text, false);
            case INT, UINT, FLOAT, DURATION -> {
                if (text.isEmpty()) {
                    throw ConfigException.commandLine(
                            setting.flag(),
                            "expected " + setting.leaf().type().expected() + ", found nothing");
                }
                yield new YamlNode.Scalar(position, text, true);
            }
            case BOOL ->
                    new YamlNode.Scalar(
                            position,
                            Boolean.toString(CommandLine.bool(setting.flag(), text)),
                            true);
            case STRINGS, REGEXES, INTS, FLOATS, STRMAP, SECRETMAP, BOOLMAP, INTSMAP, ANY ->
                    YamlDocument.parseAny("flag " + setting.flag(), text);
        };
    }

    /** The section that holds a path's last key; optional blocks on the way come to be. */
    private Section owner(String path) {
        Section section = values;
        String[] keys = path.split("\\.");
        for (int i = 0; i < keys.length - 1; i++) {
            Section inner = section.section(keys[i]);
            if (inner == null) {
                inner =
                        Section.defaults(
                                (SchemaNode.Block) section.schema().children().get(keys[i]));
                section.write(keys[i], inner);
            }
            section = inner;
        }
        return section;
    }

    private LoadedConfig finish(CommandLine line, boolean file) {
        Section defaults = Section.defaults(Schema.ROOT);
        Profile.apply(values, defaults, file);
        if ((Boolean) values.at("auth_enabled")) {
            values.setAt("multitenancy_enabled", true);
        }
        List<ConfigProblem> warnings = new ArrayList<>();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new LoadedConfig(
                line.mode(),
                Binder.bind(Config.class, values),
                List.copyOf(warnings),
                !file,
                line.healthUrl(),
                new EffectiveConfig(values, defaults));
    }
}
