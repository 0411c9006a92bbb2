package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ChecksTest {

    private static List<String> warnings(String yaml) {
        return Documents.load(yaml).warnings().stream().map(ConfigProblem::toString).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query_frontend: {query_end_cutoff: 1h} | query_frontend.query_end_cutoff: expected"
                        + " at most",
                "query_frontend: {search: {default_result_limit: 9, max_result_limit: 5}} |"
                        + " query_frontend.search.default_result_limit: expected at most",
                "query_frontend: {trace_by_id: {query_shards: 1}} |"
                    + " query_frontend.trace_by_id.query_shards: expected at least 2 and at most"
                    + " 100000, found 1",
                "query_frontend: {url_deny_list: ['(']} | query_frontend.url_deny_list: expected a"
                        + " regular expression",
                "backend_scheduler: {work: {prune_age: 90s}} |"
                    + " backend_scheduler.provider.compaction.measure_interval: expected at most"
                    + " half",
                "backend_scheduler: {provider: {redaction: {rescan_delay: 1h}}} |"
                        + " backend_scheduler.provider.redaction.rescan_delay: expected less",
                "storage: {trace: {s3: {part_size: 5}}} | storage.trace.s3.part_size: expected 0 or"
                        + " at least",
                "http_api_prefix: x | http_api_prefix: expected a leading slash",
                "cache: {caches: [{roles: [bloom], redis: {endpoint: a}, memcached: {host: b}}]} |"
                        + " cache.caches[0]: expected either memcached or redis",
                "cache: {caches: [{roles: [bloom, bloom], redis: {endpoint: a}}]} |"
                        + " cache.caches[0]: role bloom is claimed twice",
                "cache: {caches: [{roles: [none], redis: {endpoint: a}}]} | cache.caches[0].roles:"
                        + " expected one of",
                "overrides: {defaults: {metrics_generator: {processor: {span_metrics:"
                        + " {histogram_buckets: [1, 1]}}}}} | each bucket must be larger",
                "overrides: {defaults: {cost_attribution: {dimensions: {a: b-c}}}} | 'b-c' is not a"
                        + " label",
                "overrides: {defaults: {cost_attribution: {dimensions: {a: l, b: l}}}} | label l is"
                        + " used twice",
                "ingest: {kafka: {sasl_username: u}} | ingest.kafka.sasl_username: expected both",
                "ingest: {kafka: {target_consumer_lag_at_startup: 1m}} | expected at most"
                        + " max_consumer_lag_at_startup",
            })
    void contradictionsAreErrorsWithTheirPlace(String yaml, String message) {
        assertThatThrownBy(() -> Documents.load(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void dedicatedColumns() {
        assertThatThrownBy(
                        () ->
                                Documents.load(
                                        """
                                        storage:
                                          trace:
                                            block:
                                              parquet_dedicated_columns:
                                              - {scope: span, name: a, type: string}
                                              - {scope: span, name: a, type: int}
                                              - {scope: resource, name: '', type: int}
                                              - {scope: link, name: b, type: bool}
                                              - {name: c}
                                        """))
                .message()
                .isEqualTo(
                        """
                        tempo.yaml:8:17: storage.trace.block.parquet_dedicated_columns[3].scope: \
                        expected one of resource, span, event, found 'link'
                        tempo.yaml:8:38: storage.trace.block.parquet_dedicated_columns[3].type: \
                        expected one of string, int, found 'bool'
                        tempo.yaml:9:9: storage.trace.block.parquet_dedicated_columns[4]: scope is \
                        missing
                        tempo.yaml:9:9: storage.trace.block.parquet_dedicated_columns[4]: type is \
                        missing\
                        """);
        assertThatThrownBy(
                        () ->
                                Documents.load(
                                        """
                                        storage:
                                          trace:
                                            block:
                                              parquet_dedicated_columns:
                                              - {scope: span, name: a, type: string}
                                              - {scope: span, name: a, type: int}
                                              - {scope: resource, name: '', type: int}
                                        """))
                .message()
                .isEqualTo(
                        """
                        tempo.yaml:6:9: storage.trace.block.parquet_dedicated_columns[1]: span \
                        attribute a is listed twice
                        tempo.yaml:7:9: storage.trace.block.parquet_dedicated_columns[2]: name is \
                        empty\
                        """);
    }

    @Test
    void likelyMistakesAreWarnings() {
        assertThat(
                        warnings(
                                """
                                live_store: {complete_block_timeout: 1m}
                                backend_worker: {compaction: {retention_concurrency: 0}}
                                distributor:
                                  receivers: {otlp: {protocols: {}}}
                                query_frontend: {trace_by_id: {concurrent_shards: 60}}
                                """))
                .anyMatch(
                        w -> w.startsWith("tempo.yaml:1:14: live_store.complete_block_timeout is"))
                .anyMatch(w -> w.contains("retention_concurrency is 0: 10 is used"))
                .anyMatch(w -> w.contains("distributor.receivers: names no protocol"))
                .anyMatch(w -> w.contains("concurrent_shards is more than query_shards"));
    }

    @Test
    void keysWithoutEffectAreNamedOnceEachWhereTheyAreSetToSomething() {
        assertThat(
                        warnings(
                                """
                                distributor:
                                  receivers:
                                    otlp: {protocols: {grpc: {endpoint: ":4317", auth: {a: b}}}}
                                    zipkin:
                                    jaeger: {protocols: {thrift_http: }}
                                  override_ring_key: distributor
                                memberlist: {join_members: [a:1], bind_port: 7946}
                                cache:
                                  caches: [{roles: [bloom], memcached: {host: h}}]
                                usage_report: {reporting_enabled: false}
                                enable_go_runtime_metrics: true
                                """))
                .containsExactly(
                        "tempo.yaml:3:50: distributor.receivers.otlp.protocols.grpc.auth is not"
                                + " supported and has no effect",
                        "tempo.yaml:5:5: distributor.receivers.jaeger is not supported and has no"
                                + " effect",
                        "tempo.yaml:4:5: distributor.receivers.zipkin is not supported and has no"
                                + " effect",
                        "tempo.yaml:7:14: memberlist.join_members is not supported and has no"
                                + " effect",
                        "tempo.yaml:9:3: cache.caches is not supported and has no effect");
    }

    @Test
    void whatWouldStayOpenIsRefusedAtStart(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("t.yaml");
        Files.writeString(
                file, "distributor: {receivers: {otlp: {protocols: {grpc: {auth: {a: b}}}}}}");
        assertThatThrownBy(() -> ConfigLoader.load(List.of("-config.file=" + file)))
                .hasMessageEndingWith(
                        ":1:53: distributor.receivers.otlp.protocols.grpc.auth is not supported and"
                                + " has no effect");
    }

    @Test
    void aBackendThatThereIsNotIsRefusedAtStart() {
        assertThat(warnings("storage: {trace: {backend: gcs}}").getFirst())
                .contains("storage.trace.backend: gcs is not supported yet; use local or s3");
        assertThatThrownBy(() -> ConfigLoader.load(List.of("-storage.trace.backend=azure")))
                .hasMessageContaining("azure is not supported");
        assertThatThrownBy(() -> ConfigLoader.load(List.of("-storage.trace.backend=s3")))
                .hasMessageContaining("storage.trace.s3.bucket is required");
    }

    /** A single-process document with everything that such documents usually hold. */
    @Test
    void aTypicalDocumentLoads() {
        LoadedConfig loaded =
                Documents.load(
                        """
                        stream_over_http_enabled: true
                        multitenancy_enabled: true
                        server: {http_listen_port: 3200, log_level: info}
                        distributor:
                          receivers: {otlp: {protocols: {grpc: {endpoint: "tempo:4317"}}}}
                        metrics_generator:
                          registry: {external_labels: {source: tempo}}
                          storage:
                            path: /var/tempo/generator/wal
                            remote_write: [{url: "http://p:9090/api/v1/write", send_exemplars: true}]
                        query_frontend: {mcp_server: {enabled: true}}
                        storage:
                          trace:
                            backend: local
                            wal: {path: /var/tempo/wal}
                            local: {path: /var/tempo/blocks}
                        overrides:
                          defaults:
                            metrics_generator:
                              processors: [span-metrics, service-graphs]
                              generate_native_histograms: both
                        usage_report: {reporting_enabled: false}
                        """);
        Config config = loaded.config();
        Limits limits = config.overrides().defaults();
        assertThat(config.multitenancyEnabled()).isTrue();
        assertThat(config.server().httpListenPort()).isEqualTo(3200);
        assertThat(config.storage().trace().local().path()).hasToString("/var/tempo/blocks");
        assertThat(limits.metricsGenerator().processors())
                .containsExactly("span-metrics", "service-graphs");
        assertThat(limits.metricsGenerator().generateNativeHistograms()).isEqualTo("both");
        assertThat(limits.ingestion().rateLimitBytes()).isEqualTo(30_000_000);
        assertThat(config.metricsGenerator().storage().remoteWrite().getFirst().sendExemplars())
                .isTrue();
        assertThat(config.distributor().receivers().otlpHttp()).isEmpty();
    }
}
