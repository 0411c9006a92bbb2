package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class CommandLineTest {

    private static LoadedConfig load(String... arguments) {
        return ConfigLoader.load(List.of(arguments), Map.of("PORT", "3333"));
    }

    @Test
    void everyFormOfAFlag() {
        assertThat(load("-server.http-listen-port", "1").config().server().httpListenPort())
                .isEqualTo(1);
        assertThat(load("-server.http-listen-port=2").config().server().httpListenPort())
                .isEqualTo(2);
        assertThat(load("--server.http-listen-port=3").config().server().httpListenPort())
                .isEqualTo(3);
        assertThat(load("--server.http-listen-port", "4").config().server().httpListenPort())
                .isEqualTo(4);
        assertThat(load("-multitenancy.enabled").config().multitenancyEnabled()).isTrue();
        assertThat(load("-multitenancy.enabled=true").config().multitenancyEnabled()).isTrue();
        assertThat(load("-multitenancy.enabled=0").config().multitenancyEnabled()).isFalse();
        assertThat(load("-auth.enabled").config().multitenancyEnabled()).isTrue();
    }

    @Test
    void flagsWinOverTheFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("t.yaml");
        Files.writeString(
                file,
                """
                target: all
                server:
                  log_level: warn
                  http_listen_port: ${PORT}
                """);
        LoadedConfig loaded =
                load("-config.file", file.toString(), "-config.expand-env", "-log.level=debug");
        assertThat(loaded.zeroConfig()).isFalse();
        assertThat(loaded.expandEnvironment()).isTrue();
        assertThat(loaded.config().server().httpListenPort()).isEqualTo(3333);
        assertThat(loaded.config().server().logLevel()).isEqualTo(LogLevel.DEBUG);
        assertThatThrownBy(() -> load("-config.file=" + file))
                .hasMessageContaining("server.http_listen_port: expected an integer")
                .hasMessageContaining(file + ":4:");
    }

    @Test
    void keysOfEveryType() {
        Config config =
                load(
                                "-target=all",
                                "-shutdown-delay=5s",
                                "-ingest.address=a:1,b:2",
                                "-config.per-user-override-period=1d",
                                "-storage.trace.block.v2-bloom-filter-false-positive=0.5",
                                "-block-builder.assigned-partitions={\"b-0\": [0, 2]}",
                                "-distributor.receivers.otlp.grpc.endpoint=:4317",
                                "-server.http-listen-address=")
                        .config();
        assertThat(config.shutdownDelay()).hasSeconds(5);
        assertThat(config.ingest().kafka().address()).containsExactly("a:1", "b:2");
        assertThat(config.overrides().perTenantOverridePeriod()).hasDays(1);
        assertThat(config.storage().trace().block().bloomFilterFalsePositive()).isEqualTo(0.5);
        assertThat(config.blockBuilder().assignedPartitions())
                .containsEntry("b-0", List.of(0L, 2L));
        assertThat(config.distributor().receivers().otlpGrpc().orElseThrow().endpoint())
                .isEqualTo(":4317");
        assertThat(config.server().httpListenAddress()).isEmpty();
    }

    @Test
    void aReceiversFlagLeavesTheOthersOn() {
        ReceiversConfig receivers =
                load("-distributor.receivers.otlp.http.endpoint=:1")
                        .config()
                        .distributor()
                        .receivers();
        assertThat(receivers.otlpHttp().orElseThrow().endpoint()).isEqualTo(":1");
        assertThat(receivers.otlpGrpc().orElseThrow().endpoint()).isEqualTo("localhost:4317");
    }

    @Test
    void modes() {
        assertThat(load().mode()).isEqualTo(LoadedConfig.Mode.RUN);
        assertThat(load("-config.verify").mode()).isEqualTo(LoadedConfig.Mode.VERIFY);
        assertThat(load("-config.verify=true").mode()).isEqualTo(LoadedConfig.Mode.VERIFY);
        assertThat(load("-config.verify=false").mode()).isEqualTo(LoadedConfig.Mode.RUN);
        assertThat(load("-version").mode()).isEqualTo(LoadedConfig.Mode.VERSION);
        assertThat(load("--help").mode()).isEqualTo(LoadedConfig.Mode.HELP);
        assertThat(load("-h").mode()).isEqualTo(LoadedConfig.Mode.HELP);
        LoadedConfig health = load("-health", "-health.url=http://h/ready");
        assertThat(health.mode()).isEqualTo(LoadedConfig.Mode.HEALTH);
        assertThat(health.healthUrl()).isEqualTo("http://h/ready");
        assertThat(load("-health").healthUrl()).isEqualTo("http://localhost:3200/ready");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-bogus=1",
                "word",
                "--",
                "-",
                "-target",
                "-server.http-listen-port=abc",
                "-server.http-listen-port=",
                "-server.http-listen-port=70000",
                "-multitenancy.enabled=maybe",
                "-target=ingester",
                "-shutdown-delay=5",
                "-block-builder.assigned-partitions=[1]"
            })
    void whatIsWrongEndsWithStatus2(String argument) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(argument));
        if (argument.equals("-shutdown-delay=5")) {
            assertThat(e).isNull(); // nanoseconds, as in YAML
            return;
        }
        assertThat(e).isNotNull();
        assertThat(e.exitCode()).isEqualTo(2);
        String flag =
                argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        assertThat(e.getMessage()).startsWith("flag " + flag);
    }

    @Test
    void aSeparateWordIsNoValueOfABoolean() {
        assertThatThrownBy(() -> load("-multitenancy.enabled", "true"))
                .hasMessageContaining("flag true: not a flag")
                .hasMessageContaining("-name=true");
    }

    @Test
    void everyFlagSetsAKeyAndIsInTheHelp() {
        String usage = ConfigLoader.usage();
        assertThat(CommandLine.PATHS).hasSizeGreaterThan(100);
        CommandLine.PATHS.forEach(
                (flag, path) -> {
                    assertThat(Schema.leafAt(path)).as(flag).isNotNull();
                    assertThat(usage).contains("-" + flag);
                });
        assertThat(usage).contains("-server.http-listen-port=3200\n").contains("-config.verify");
    }

    @Test
    void aTargetThatCannotStartIsRefusedButVerifies() {
        assertThatThrownBy(() -> load("-target=querier"))
                .hasMessage(
                        "querier.frontend_worker.frontend_address is required, since target is"
                                + " querier");
        assertThat(load("-target=querier", "-config.verify").warnings())
                .extracting(ConfigProblem::path)
                .contains("querier.frontend_worker.frontend_address");
    }
}
