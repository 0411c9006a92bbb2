package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigLoaderTest {

    @Test
    void loadsWithoutAnything() {
        Config config = Config.defaults();
        assertThat(config.server().httpListenPort()).isEqualTo(3200);
        assertThat(config.server().httpListenAddress()).isEqualTo("localhost");
        assertThat(config.storage().trace().backend()).isEqualTo(StorageBackend.LOCAL);
        assertThat(config.storage().trace().local().path()).hasToString("./tempo-data/blocks");
        assertThat(config.distributor().receivers().otlpHttp().orElseThrow().endpoint())
                .isEqualTo("localhost:4318");
    }
}
