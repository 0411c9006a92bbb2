package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

/** What is taken as a value of which type, and how what is wrong is told. */
class StrictnessTest {

    private static List<String> problems(String yaml) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> Documents.load(yaml));
        assertThat(e).as("refused: %s", yaml).isNotNull();
        assertThat(e.exitCode()).isEqualTo(1);
        return e.problems().stream().map(ConfigProblem::toString).toList();
    }

    private static LiveStoreConfig liveStore(String keyAndValue) {
        return Config.fromYaml("live_store:\n  " + keyAndValue).liveStore();
    }

    @Test
    void everyUnknownKeyIsReportedWithItsLine() {
        assertThat(
                        problems(
                                """
                                server:
                                  http_listen_prt: 1
                                ingester:
                                  max: 1
                                storage:
                                  trace:
                                    local: {pth: /x}
                                """))
                .containsExactly(
                        "tempo.yaml:2:3: server.http_listen_prt: unknown key; did you mean"
                                + " http_listen_port?",
                        "tempo.yaml:3:1: ingester: unknown key; Tempo 3 has no ingester: see"
                                + " live_store",
                        "tempo.yaml:7:13: storage.trace.local.pth: unknown key; did you mean"
                                + " path?");
    }

    @Test
    void everyWrongValueIsReportedWithItsPlaceAndWhatIsExpected() {
        assertThat(
                        problems(
                                """
                                multitenancy_enabled: "true"
                                server:
                                  http_listen_port: http
                                  log_level: verbose
                                  http_listen_address: [a]
                                live_store:
                                  max_trace_idle: 5d
                                  max_block_bytes: -1
                                storage:
                                  trace:
                                    block:
                                      bloom_filter_false_positive: 1
                                      version: vParquet2
                                    s3: bucket
                                """))
                .containsExactly(
                        "tempo.yaml:1:23: multitenancy_enabled: expected true or false, found the"
                                + " text \"true\" (write it without quotes)",
                        "tempo.yaml:3:21: server.http_listen_port: expected an integer, found"
                                + " 'http'",
                        "tempo.yaml:4:14: server.log_level: expected one of debug, info, warn,"
                                + " error, found 'verbose'",
                        "tempo.yaml:5:24: server.http_listen_address: expected text, found a list",
                        "tempo.yaml:7:19: live_store.max_trace_idle: expected a duration such as"
                                + " 30s or 1h30m; '5d' is not a duration: unknown unit 'd' (ns,"
                                + " us, ms, s, m or h)",
                        "tempo.yaml:8:20: live_store.max_block_bytes: expected an integer that is"
                                + " not negative, found '-1'",
                        "tempo.yaml:12:36: storage.trace.block.bloom_filter_false_positive:"
                                + " expected more than 0 and less than 1, found 1.0",
                        "tempo.yaml:13:16: storage.trace.block.version: expected one of"
                                + " vParquet5, vParquet4, found 'vParquet2'",
                        "tempo.yaml:14:9: storage.trace.s3: expected a block of keys, found"
                                + " 'bucket'");
    }

    @Test
    void aKeyWrittenTwiceIsReported() {
        assertThat(problems("server:\n  log_level: info\n  log_level: warn\n"))
                .containsExactly(
                        "tempo.yaml:3:3: log_level: written twice in the same block, first in line"
                                + " 2");
    }

    @Test
    void textThatIsNotYamlIsReportedWithItsLine() {
        assertThat(problems("server:\n  a: [1\nb: 2\n").getFirst())
                .startsWith("tempo.yaml:3:")
                .contains("not valid YAML");
        assertThat(problems("just text").getFirst())
                .isEqualTo("tempo.yaml:1:1: expected keys and values, found 'just text'");
    }

    @Test
    void nothingWrittenKeepsTheDefaults() {
        Config expected = Config.fromYaml("");
        assertThat(Config.fromYaml("server:\nlive_store: ~\nquerier: {}\ntarget:\n"))
                .isEqualTo(expected);
        assertThat(Config.fromYaml("# nothing\n")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1_000_000, 1000000",
        "5e+07, 50000000",
        "1.048576e+07, 10485760",
        "1.5, 1",
        "0x10, 16",
        "010, 8",
        "0, 0",
        "+7, 7",
        "9223372036854775807, 9223372036854775807"
    })
    void integers(String written, long value) {
        assertThat(liveStore("max_block_bytes: " + written).maxBlockBytes()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'1'",
                "50MB",
                "1e999999999",
                "9223372036854775808",
                ".inf",
                "0x",
                "0xg",
                "+",
                "_",
                "1e-999999999",
                "[1]",
                "{a: 1}",
                "true"
            })
    void notIntegers(String written) {
        assertThat(problems("live_store:\n  max_block_bytes: " + written).getFirst())
                .startsWith("tempo.yaml:2:")
                .contains("live_store.max_block_bytes: expected an integer");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "yes,true", "On,true", "false,false", "no,false", "OFF,false"})
    void booleans(String written, boolean value) {
        assertThat(liveStore("fail_on_high_lag: " + written).failOnHighLag()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1h30m, 5400", "90000000000, 90", "'\"0\"', 0", "1.5s, 1"})
    void durations(String written, long seconds) {
        assertThat(liveStore("commit_interval: " + written).commitInterval().toSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void aBareNumberIsNanoseconds() {
        assertThat(liveStore("commit_interval: 1").commitInterval()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void anyScalarIsText() {
        ServerConfig server =
                Config.fromYaml("server: {http_listen_address: 1.50, tls_cipher_suites: 'a, b'}")
                        .server();
        assertThat(server.httpListenAddress()).isEqualTo("1.50");
        assertThat(server.tlsCipherSuites()).containsExactly("a", "b");
    }

    @Test
    void anchorsAndMergesInsideKnownBlocks() {
        Config config =
                Config.fromYaml(
                        """
                        backend_scheduler:
                          provider:
                            compaction:
                              compaction: &compaction
                                compaction_window: 2h
                                max_block_bytes: 5
                        backend_worker:
                          compaction:
                            <<: *compaction
                            max_block_bytes: 6
                        """);
        assertThat(config.backendWorker().compaction().compactionWindow()).hasHours(2);
        assertThat(config.backendWorker().compaction().maxBlockBytes()).isEqualTo(6);
        assertThat(config.backendScheduler().provider().compaction().compaction().maxBlockBytes())
                .isEqualTo(5);
        assertThat(problems("live_store: {<<: 5}").getFirst())
                .contains("expected a mapping to merge, found '5'");
    }

    @Test
    void aSmallDocumentCannotBecomeALargeOne() {
        StringBuilder bomb = new StringBuilder("distributor:\n  receivers:\n    jaeger:\n");
        bomb.append("      - &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("      - &a").append(i).append(" [");
            bomb.append(String.join(",", java.util.Collections.nCopies(10, alias)));
            bomb.append("]\n");
        }
        assertThat(problems(bomb.toString()).getFirst()).contains("expands to more than");
        assertThat(problems("server: &s {http_tls_config: *s}").getFirst())
                .contains("nested deeper than");
        assertThat(problems("[".repeat(100_000)).getFirst()).startsWith("tempo.yaml:");
        assertThat(problems("a: " + "[".repeat(1000) + "]".repeat(1000)).getFirst())
                .startsWith("tempo.yaml:");
        assertThat(problems(" ".repeat(YamlDocument.MAX_CHARACTERS + 1)).getFirst())
                .contains("characters; at most");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> ConfigLoader.load(List.of("-config.file=/no/such.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("/no/such.yaml: there is no such file");
    }

    @Test
    void manyProblemsAreCutShort() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 70; i++) {
            yaml.append("k").append(i).append(": 1\n");
        }
        assertThatThrownBy(() -> Documents.load(yaml.toString()))
                .hasMessageEndingWith("and 20 more");
    }
}
