package io.tempo.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The limits of single tenants, as {@code overrides.per_tenant_override_config} names a file of
 * them.
 *
 * @param byTenant limits by tenant id; {@code *} is for tenants that are not named
 * @param warnings what has no effect, or is likely a mistake
 * @param yaml the same as text, for the status page; "" if there are none
 */
public record TenantLimits(
        Map<String, Limits> byTenant, List<ConfigProblem> warnings, String yaml) {

    /** No tenant has limits of its own. */
    public static final TenantLimits NONE = new TenantLimits(Map.of(), List.of(), "");

    /**
     * Reads the file.
     *
     * @param file path
     * @param expandEnvironment whether references to the environment are replaced
     * @return its text
     * @throws ConfigException if it cannot be read
     */
    public static String read(String file, boolean expandEnvironment) {
        String text = ConfigLoader.readFile(file);
        return expandEnvironment ? Environment.expand(file, text, System.getenv()) : text;
    }

    /**
     * Reads the text of a file. A tenant's entry stands for itself: what it leaves out is 0 or off
     * rather than the default, but for the few keys that {@code docs/configuration.md} lists.
     *
     * @param source the file's name in messages
     * @throws ConfigException saying what is wrong with it
     */
    public static TenantLimits parse(String source, String text, OverridesConfig config) {
        YamlNode.Mapping root = YamlDocument.parse(source, text);
        List<ConfigProblem> problems = new ArrayList<>();
        List<ConfigProblem> warnings = new ArrayList<>();
        Map<String, Limits> byTenant = new LinkedHashMap<>();
        StringBuilder yaml = new StringBuilder();
        for (YamlNode.Entry entry : root.entries()) {
            if (!entry.key().equals("overrides")) {
                problems.add(
                        new ConfigProblem(
                                entry.position(),
                                entry.key(),
                                "unknown key; known here: overrides"));
                continue;
            }
            switch (entry.value()) {
                case YamlNode.Mapping tenants -> {
                    Reader reader =
                            new Reader(config, problems, warnings, byTenant, new HashSet<>(), yaml);
                    tenants.entries().forEach(reader::tenant);
                }
                case YamlNode.Scalar s when s.isNull() -> {}
                case YamlNode other ->
                        problems.add(
                                new ConfigProblem(
                                        other.position(),
                                        "overrides",
                                        "expected tenants, found " + YamlNode.describe(other)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new TenantLimits(Map.copyOf(byTenant), List.copyOf(warnings), yaml.toString());
    }

    private record Reader(
            OverridesConfig config,
            List<ConfigProblem> problems,
            List<ConfigProblem> warnings,
            Map<String, Limits> byTenant,
            Set<String> warned,
            StringBuilder yaml) {

        void tenant(YamlNode.Entry entry) {
            String path = "overrides." + entry.key();
            switch (entry.value()) {
                case YamlNode.Mapping written -> tenant(entry, path, written);
                case YamlNode.Scalar s when s.isNull() -> {} // nothing is said about the tenant
                case YamlNode other ->
                        problems.add(
                                new ConfigProblem(
                                        other.position(),
                                        path,
                                        "expected limits, found " + YamlNode.describe(other)));
            }
        }

        private void tenant(YamlNode.Entry entry, String path, YamlNode.Mapping written) {
            YamlNode.Mapping scoped = written;
            if (LegacyLimits.isFlat(written)) {
                if (!config.enableLegacyOverrides()) {
                    problems.add(
                            new ConfigProblem(
                                    written.position(),
                                    path,
                                    "limits in the flat form of older releases need"
                                            + " overrides.enable_legacy_overrides: true"));
                    return;
                }
                scoped = LegacyLimits.toScoped(written);
            }
            Section limits = Section.zero(Schema.LIMITS);
            fallBack(limits, config.defaults());
            Decoder decoder = new Decoder();
            decoder.decode(scoped, limits, path);
            List<ConfigProblem> wrong = new ArrayList<>(decoder.problems());
            if (wrong.isEmpty()) {
                new LimitChecks(decoder.positions(), wrong).limits(limits, path);
            }
            problems.addAll(wrong);
            if (!wrong.isEmpty()) {
                return;
            }
            if ((Long) limits.at("ingestion.rate_limit_bytes") == 0) {
                warnings.add(
                        new ConfigProblem(
                                entry.position(),
                                path,
                                "has no ingestion.rate_limit_bytes: all its spans are refused"));
            }
            unsupported(limits, path, decoder.positions());
            // The defaults' in any case, as the reference has it.
            limits.setAt(
                    "ingestion.rate_strategy", text(config.defaults().ingestion().rateStrategy()));
            limits.setAt(
                    "read.max_condition_groups_per_tag_query",
                    (long) config.defaults().read().maxConditionGroupsPerTagQuery());
            byTenant.put(entry.key(), Limits.of(limits));
            Rendering.named(yaml, entry.key(), limits);
        }

        /** Warns of each key once, at the first tenant that sets it. */
        private void unsupported(Section limits, String path, Map<String, Position> positions) {
            List<ConfigProblem> found = new ArrayList<>();
            UnsupportedKeys.find(limits, Section.zero(Schema.LIMITS), path, positions, found);
            for (ConfigProblem warning : found) {
                if (warned.add(warning.path().substring(path.length()))) {
                    warnings.add(warning);
                }
            }
        }

        private static void fallBack(Section limits, Limits defaults) {
            Limits.MetricsGenerator generator = defaults.metricsGenerator();
            limits.setAt("ingestion.rate_strategy", text(defaults.ingestion().rateStrategy()));
            limits.setAt("ingestion.retry_info_enabled", defaults.ingestion().retryInfoEnabled());
            limits.setAt(
                    "metrics_generator.native_histogram_bucket_factor",
                    generator.nativeHistogramBucketFactor());
            limits.setAt(
                    "metrics_generator.native_histogram_max_bucket_number",
                    (long) generator.nativeHistogramMaxBucketNumber());
            limits.setAt(
                    "metrics_generator.native_histogram_min_reset_duration",
                    generator.nativeHistogramMinResetDuration());
            limits.setAt(
                    "metrics_generator.span_name_sanitization", generator.spanNameSanitization());
        }

        private static String text(RateStrategy strategy) {
            return strategy.name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
