package io.tempo.core.overrides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tempo.core.config.Config;
import io.tempo.core.config.ConfigException;
import io.tempo.core.config.Limits;
import io.tempo.core.config.OverridesConfig;
import io.tempo.core.config.RateStrategy;
import io.tempo.core.config.TenantLimits;
import io.tempo.core.model.TenantId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class OverridesTest {

    private static final TenantId A = new TenantId("a");
    private static final TenantId B = new TenantId("b");

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("overrides.yaml");
    }

    /** Never looks at the file by itself. */
    private Overrides start(String text, String... mainKeys) throws IOException {
        Files.writeString(file, text);
        String yaml =
                "overrides:\n  per_tenant_override_config: "
                        + file
                        + "\n  per_tenant_override_period: 0s\n"
                        + String.join("\n", mainKeys);
        return Overrides.start(Config.fromYaml(yaml).overrides(), false);
    }

    @Test
    void withoutAFileEveryTenantHasTheDefaults() {
        Limits defaults = Config.defaults().overrides().defaults();
        try (Overrides overrides = Overrides.of(defaults)) {
            assertThat(overrides.forTenant(A)).isSameAs(defaults);
            assertThat(overrides.reload()).isTrue();
            assertThat(overrides.lastReloadSuccessful()).isTrue();
            assertThat(overrides.tenantsWithLimits()).isEmpty();
            assertThat(overrides.runtimeYaml()).isEqualTo("overrides: {}\n");
        }
    }

    @Test
    void aTenantsEntryStandsForItself() throws IOException {
        try (Overrides overrides =
                start(
                        """
                        overrides:
                          a:
                            ingestion: {rate_limit_bytes: 2e+07, max_traces_per_user: 7}
                            compaction: {block_retention: 3d}
                            storage:
                              parquet_dedicated_columns: [{scope: span, name: x, type: int}]
                        """,
                        "  defaults:",
                        "    ingestion: {rate_strategy: global, retry_info_enabled: false}",
                        "    read: {max_condition_groups_per_tag_query: 5}",
                        "    metrics_generator: {native_histogram_bucket_factor: 2}")) {
            Limits limits = overrides.forTenant(A);
            assertThat(limits.ingestion().rateLimitBytes()).isEqualTo(20_000_000);
            assertThat(limits.ingestion().maxTracesPerUser()).isEqualTo(7);
            assertThat(limits.compaction().blockRetention()).isEqualTo(Duration.ofDays(3));
            assertThat(limits.storage().parquetDedicatedColumns().getFirst().name()).isEqualTo("x");
            // Left out: nothing, not the default.
            assertThat(limits.ingestion().burstSizeBytes()).isZero();
            assertThat(limits.global().maxBytesPerTrace()).isZero();
            // But for these.
            assertThat(limits.ingestion().rateStrategy()).isEqualTo(RateStrategy.GLOBAL);
            assertThat(limits.ingestion().retryInfoEnabled()).isFalse();
            assertThat(limits.read().maxConditionGroupsPerTagQuery()).isEqualTo(5);
            assertThat(limits.metricsGenerator().nativeHistogramBucketFactor()).isEqualTo(2);

            assertThat(overrides.forTenant(B)).isSameAs(overrides.defaults());
            assertThat(overrides.tenantsWithLimits()).containsExactly("a");
            assertThat(overrides.ofRuntimeFile("a")).isSameAs(limits);
            assertThat(overrides.ofRuntimeFile("b")).isNull();
            assertThat(overrides.runtimeYaml())
                    .contains("    a:\n        ingestion:\n")
                    .contains("rate_limit_bytes: 20000000");
        }
    }

    @Test
    void aStarIsForTenantsThatAreNotNamed() throws IOException {
        try (Overrides overrides =
                start(
                        """
                        overrides:
                          "*": {ingestion: {rate_limit_bytes: 1}}
                          a: {ingestion: {rate_limit_bytes: 2}}
                        """)) {
            assertThat(overrides.forTenant(A).ingestion().rateLimitBytes()).isEqualTo(2);
            assertThat(overrides.forTenant(B).ingestion().rateLimitBytes()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsWrongAtStartIsRefused() {
        assertThatThrownBy(
                        () ->
                                start(
                                        """
                                        overrides:
                                          a:
                                            ingestion: {rate: 1}
                                            metrics_generator: {span_name_sanitization: drop}
                                        other: 1
                                        """))
                .isInstanceOf(ConfigException.class)
                .message()
                .isEqualTo(
                        """
                        F:3:17: overrides.a.ingestion.rate: unknown key; known here: \
                        rate_strategy, rate_limit_bytes, burst_size_bytes, max_traces_per_user, \
                        max_global_traces_per_user, tenant_shard_size, max_attribute_bytes, \
                        artificial_delay, retry_info_enabled
                        F:4:49: overrides.a.metrics_generator.span_name_sanitization: expected one \
                        of dry_run, enabled, found 'drop'
                        F:5:1: other: unknown key; known here: overrides\
                        """
                                .replace("F:", file + ":"));
        assertThatThrownBy(
                        () ->
                                Overrides.start(
                                        new OverridesConfig(
                                                Config.defaults().overrides().defaults(),
                                                "/no/such",
                                                Duration.ZERO,
                                                false),
                                        false))
                .hasMessage("/no/such: there is no such file");
    }

    @Test
    void aFileThatBecomesWrongChangesNothing() throws IOException {
        try (Overrides overrides = start("overrides: {a: {ingestion: {rate_limit_bytes: 1}}}")) {
            Files.writeString(file, "overrides: {a: {ingestion: {rate_limit_bytes: x}}}");
            assertThat(overrides.reload()).isFalse();
            assertThat(overrides.lastReloadSuccessful()).isFalse();
            assertThat(overrides.forTenant(A).ingestion().rateLimitBytes()).isEqualTo(1);

            Files.delete(file);
            assertThat(overrides.reload()).isFalse();
            assertThat(overrides.forTenant(A).ingestion().rateLimitBytes()).isEqualTo(1);

            Files.writeString(file, "overrides: {a: {ingestion: {rate_limit_bytes: 3}}}");
            assertThat(overrides.reload()).isTrue();
            assertThat(overrides.lastReloadSuccessful()).isTrue();
            assertThat(overrides.forTenant(A).ingestion().rateLimitBytes()).isEqualTo(3);

            Files.writeString(file, "");
            assertThat(overrides.reload()).isTrue();
            assertThat(overrides.forTenant(A)).isSameAs(overrides.defaults());
        }
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws IOException {
        try (Overrides overrides = start("overrides: {a: {ingestion: {rate_limit_bytes: 1}}}")) {
            Limits before = overrides.forTenant(A);
            assertThat(overrides.reload()).isTrue();
            assertThat(overrides.forTenant(A)).isSameAs(before);
        }
    }

    @Test
    void theFlatFormMustBeAskedFor() throws IOException {
        String flat =
                """
                overrides:
                  a:
                    ingestion_rate_limit_bytes: 5
                    max_traces_per_user: 6
                    max_bytes_per_trace: 7
                    block_retention: 2d
                    metrics_generator_processors: [span-metrics]
                    metrics_generator_processor_span_metrics_dimensions: [x]
                    metrics_generator_forwarder_workers: 3
                    parquet_dedicated_columns: [{scope: span, name: x, type: int}]
                    forwarders: [f]
                """;
        assertThatThrownBy(() -> start(flat)).hasMessageContaining("enable_legacy_overrides");
        try (Overrides overrides = start(flat, "  enable_legacy_overrides: true")) {
            Limits limits = overrides.forTenant(A);
            assertThat(limits.ingestion().rateLimitBytes()).isEqualTo(5);
            assertThat(limits.ingestion().maxTracesPerUser()).isEqualTo(6);
            assertThat(limits.global().maxBytesPerTrace()).isEqualTo(7);
            assertThat(limits.compaction().blockRetention()).isEqualTo(Duration.ofDays(2));
            assertThat(limits.metricsGenerator().processors()).containsExactly("span-metrics");
            assertThat(limits.metricsGenerator().processor().spanMetrics().dimensions())
                    .containsExactly("x");
            assertThat(limits.metricsGenerator().forwarder().workers()).isEqualTo(3);
            assertThat(limits.storage().parquetDedicatedColumns()).hasSize(1);
            assertThat(limits.forwarders()).containsExactly("f");
        }
        assertThatThrownBy(
                        () ->
                                start(
                                        "overrides: {a: {ingestion_rate_limit_bytes: x}}",
                                        "  enable_legacy_overrides: true"))
                .hasMessageContaining(":1:45: overrides.a.ingestion.rate_limit_bytes: expected");
    }

    @Test
    void likelyMistakesAreToldOnce() throws IOException {
        String text =
                """
                overrides:
                  a: {forwarders: [f], ingestion: {rate_limit_bytes: 1}}
                  b: {forwarders: [f]}
                """;
        assertThat(TenantLimits.parse("o.yaml", text, Config.defaults().overrides()).warnings())
                .map(Object::toString)
                .containsExactly(
                        "o.yaml:2:7: overrides.a.forwarders is not supported and has no effect",
                        "o.yaml:3:3: overrides.b: has no ingestion.rate_limit_bytes: all its spans"
                                + " are refused");
    }

    @Test
    void theFileIsLookedAtAgainByItself() throws IOException, InterruptedException {
        Files.writeString(file, "overrides: {a: {ingestion: {rate_limit_bytes: 1}}}");
        OverridesConfig config =
                new OverridesConfig(
                        Config.defaults().overrides().defaults(),
                        file.toString(),
                        Duration.ofMillis(1),
                        false);
        try (Overrides overrides = Overrides.start(config, false)) {
            Files.writeString(file, "overrides: {a: {ingestion: {rate_limit_bytes: 2}}}");
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (overrides.forTenant(A).ingestion().rateLimitBytes() != 2
                    && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(overrides.forTenant(A).ingestion().rateLimitBytes()).isEqualTo(2);
        }
    }
}
