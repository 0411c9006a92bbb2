package io.tempo.core.config;

import java.time.Duration;

/**
 * Block {@code overrides}: limits, and where those of single tenants are.
 *
 * @param defaults of every tenant that nothing else is said about
 * @param perTenantOverrideConfig path of the runtime file; "" for none
 * @param perTenantOverridePeriod between looks at the runtime file
 */
public record OverridesConfig(
        Limits defaults,
        String perTenantOverrideConfig,
        Duration perTenantOverridePeriod,
        boolean enableLegacyOverrides) {

    static OverridesConfig of(Section s) {
        return new OverridesConfig(
                Limits.of(s.section("defaults")),
                s.text("per_tenant_override_config"),
                s.duration("per_tenant_override_period"),
                s.bool("enable_legacy_overrides"));
    }
}
