package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Small documents, and what the reference makes of each: {@code config/probes.yaml}. */
class ProbesTest {

    /** The reference takes these while it verifies and refuses to start with them. */
    private static final Set<String> REFUSED_AT_ONCE_HERE =
            Set.of(
                    "override-bad-native-mode-not-checked",
                    "block-version-not-checked-at-parse",
                    "dedicated-columns-bad-scope",
                    "receiver-unknown-not-checked",
                    "kafka-sasl-bad-mechanism");

    record Probe(
            String id,
            boolean accepted,
            int exit,
            int warnings,
            String document,
            List<String> arguments,
            Map<String, String> environment) {

        @Override
        public String toString() {
            return id;
        }
    }

    static Stream<Probe> probes() {
        YamlNode.Sequence probes =
                (YamlNode.Sequence)
                        YamlDocument.parse("probes.yaml", Documents.text("probes.yaml"))
                                .get("probes");
        assertThat(probes.items().size()).isEqualTo(50);
        return probes.items().stream().map(item -> probe((YamlNode.Mapping) item));
    }

    private static Probe probe(YamlNode.Mapping item) {
        List<String> arguments = new ArrayList<>();
        if (item.get("args") instanceof YamlNode.Sequence args) {
            args.items().forEach(arg -> arguments.add(((YamlNode.Scalar) arg).text()));
        }
        Map<String, String> environment = new HashMap<>();
        if (item.get("env") instanceof YamlNode.Mapping env) {
            env.entries()
                    .forEach(e -> environment.put(e.key(), ((YamlNode.Scalar) e.value()).text()));
        }
        return new Probe(
                text(item, "id"),
                text(item, "outcome").equals("accept"),
                Integer.parseInt(text(item, "exit")),
                item.get("warnings") == null ? 0 : Integer.parseInt(text(item, "warnings")),
                text(item, "document"),
                arguments,
                environment);
    }

    private static String text(YamlNode.Mapping item, String key) {
        return ((YamlNode.Scalar) item.get(key)).text();
    }

    @ParameterizedTest
    @MethodSource("probes")
    void isTakenOrRefusedAsByTheReference(Probe probe, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("tempo.yaml");
        Files.writeString(file, probe.document);
        List<String> arguments =
                new ArrayList<>(List.of("-config.file=" + file, "-config.verify=true"));
        arguments.addAll(probe.arguments);

        if (probe.accepted && !REFUSED_AT_ONCE_HERE.contains(probe.id)) {
            LoadedConfig loaded = ConfigLoader.load(arguments, probe.environment);
            assertThat(loaded.mode()).isEqualTo(LoadedConfig.Mode.VERIFY);
            assertThat(loaded.warnings()).hasSizeGreaterThanOrEqualTo(probe.warnings);
        } else {
            ConfigException refusal =
                    catchThrowableOfType(
                            ConfigException.class,
                            () -> ConfigLoader.load(arguments, probe.environment));
            assertThat(refusal).isNotNull();
            assertThat(refusal.exitCode()).isEqualTo(probe.accepted ? 1 : probe.exit);
            ConfigProblem problem = refusal.problems().getFirst();
            assertThat(problem.position()).isNotNull();
            if (refusal.exitCode() == 1) {
                assertThat(problem.position().line()).isPositive();
                assertThat(problem.toString()).startsWith(file + ":").contains(problem.path());
                assertThat(problem.path()).isNotEmpty();
            } else {
                assertThat(problem.toString()).startsWith("flag -");
            }
        }
    }
}
