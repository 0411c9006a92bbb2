package io.tempo.app;

import io.tempo.core.config.LoadedConfig;
import io.tempo.core.overrides.Overrides;
import io.tempo.core.server.AdminRoutes;

/** Configuration and limits, for {@code /status/config} and {@code /status/runtime_config}. */
record StatusPages(LoadedConfig loaded, Overrides overrides) implements AdminRoutes.ConfigPages {

    @Override
    public String config(String mode) {
        return loaded.effective().yaml(mode);
    }

    @Override
    public String runtimeConfig(String mode) {
        return overrides.runtimeYaml();
    }
}
