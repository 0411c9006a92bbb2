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
    private final List<ConfigProblem> warnings = new ArrayList<>();
    private final Map<String, Position> positions = new HashMap<>();
    private final Section values = Section.defaults(Schema.ROOT);

    /** Where limits in the flat form begin; null if there are none. */
    private Position flatLimits;

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
                Profile.fillReceivers(loader.values);
                loader.flags(line.settings());
                loader.refuseLegacyLimits();
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
        loader.refuseLegacyLimits();
        return loader.finish(CommandLine.parse(List.of("-config.verify")), true);
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
        decoder.decode(scoped(YamlDocument.parse(source, text)), values, "");
        problems.addAll(decoder.problems());
        positions.putAll(decoder.positions());
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** The document with limits in the flat form, if it has such, made into the scoped form. */
    private YamlNode.Mapping scoped(YamlNode.Mapping root) {
        if (!(root.get("overrides") instanceof YamlNode.Mapping overrides)
                || !LegacyLimits.isFlat(overrides)) {
            return root;
        }
        List<YamlNode.Entry> frame = new ArrayList<>();
        List<YamlNode.Entry> flat = new ArrayList<>();
        SchemaNode.Block schema = (SchemaNode.Block) Schema.ROOT.children().get("overrides");
        for (YamlNode.Entry entry : overrides.entries()) {
            (schema.children().containsKey(entry.key()) ? frame : flat).add(entry);
        }
        Position at = flat.getFirst().position();
        if (overrides.get("defaults") != null) {
            problems.add(
                    new ConfigProblem(
                            at, "overrides", "limits stand both in defaults and beside it"));
            return root;
        }
        warnings.add(
                new ConfigProblem(
                        at, "overrides", "is in the flat form of older releases: use defaults"));
        flatLimits = at;
        YamlNode.Mapping limits =
                LegacyLimits.toScoped(new YamlNode.Mapping(at, List.copyOf(flat)));
        frame.add(new YamlNode.Entry(at, "defaults", limits));
        List<YamlNode.Entry> entries = new ArrayList<>();
        for (YamlNode.Entry entry : root.entries()) {
            entries.add(
                    entry.key().equals("overrides")
                            ? new YamlNode.Entry(
                                    entry.position(),
                                    entry.key(),
                                    new YamlNode.Mapping(overrides.position(), List.copyOf(frame)))
                            : entry);
        }
        return new YamlNode.Mapping(root.position(), List.copyOf(entries));
    }

    /** The flat form must be asked for. */
    private void refuseLegacyLimits() {
        if (flatLimits != null && !(Boolean) values.at("overrides.enable_legacy_overrides")) {
            problems.add(
                    new ConfigProblem(
                            flatLimits,
                            "overrides",
                            "limits in the flat form of older releases need"
                                    + " enable_legacy_overrides: true; or put them in defaults"));
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
            case STRINGS, REGEXES, INTS, FLOATS, STRMAP, SECRETMAP, BOOLMAP, INTSMAP, ANY, NAMED ->
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
        Checks checks = new Checks(values, positions);
        checks.run();
        List<ConfigProblem> unsupported = new ArrayList<>();
        UnsupportedKeys.find(values, defaults, "", positions, unsupported);
        List<ConfigProblem> blockers = new ArrayList<>(checks.blockers());
        unsupported.stream().filter(ConfigLoader::protects).forEach(blockers::add);
        unsupported.removeIf(ConfigLoader::protects);
        problems.addAll(checks.errors());
        (line.mode() == LoadedConfig.Mode.RUN ? problems : warnings).addAll(blockers);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        warnings.addAll(checks.warnings());
        warnings.addAll(unsupported);
        return new LoadedConfig(
                line.mode(),
                Config.of(values),
                List.copyOf(warnings),
                !file,
                line.expandEnvironment(),
                line.healthUrl(),
                new EffectiveConfig(values, defaults));
    }

    /** Whether to go on without the key's effect would leave open what somebody meant to close. */
    private static boolean protects(ConfigProblem unsupported) {
        String path = unsupported.path();
        return (path.startsWith("server.") || path.startsWith("distributor.receivers."))
                && (path.contains("tls") || path.endsWith(".auth"));
    }
}
