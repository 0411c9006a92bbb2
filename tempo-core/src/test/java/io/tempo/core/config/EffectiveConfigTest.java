package io.tempo.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class EffectiveConfigTest {

    private static final String DOCUMENT =
            """
            server: {log_level: debug}
            ingest:
              kafka: {address: "a:1,b:2", topic: "yes", sasl_username: u, sasl_password: hunter2}
            storage:
              trace:
                backend: s3
                s3: {bucket: "b: #1", secret_key: hunter2, tags: {"a b": "1"}}
                block:
                  parquet_dedicated_columns:
                  - {scope: span, name: x, type: string, options: [blob]}
                  - {scope: resource, name: "y\\n\\"z", type: int}
            overrides:
              defaults:
                compaction: {block_retention: 2w}
                metrics_generator: {remote_write_headers: {Authorization: hunter2}}
            metrics_generator:
              storage:
                remote_write: [{url: "http://p", basic_auth: {username: u, password: hunter2}}]
            querier:
              frontend_worker: {grpc_client_config: {initial_stream_window_size: 64KiB}}
            """;

    @Test
    void whatIsShownIsADocumentThatSaysTheSame() {
        LoadedConfig loaded = Documents.load(DOCUMENT);
        for (String mode : new String[] {"", "diff"}) {
            LoadedConfig again =
                    Documents.load(loaded.effective().yaml(mode).replace("<secret>", "hunter2"));
            assertThat(again.config()).isEqualTo(loaded.config());
        }
        LoadedConfig defaults = ConfigLoader.load(List.of());
        assertThat(Documents.load(defaults.effective().yaml("defaults")).config())
                .isEqualTo(defaults.config());
    }

    @Test
    void secretsAreMasked() {
        LoadedConfig loaded = Documents.load(DOCUMENT);
        assertThat(loaded.effective().yaml(""))
                .doesNotContain("hunter2")
                .contains("secret_key: <secret>")
                .contains("Authorization: <secret>");
        assertThat(loaded.effective().yaml("diff")).doesNotContain("hunter2");
        assertThat(loaded.config().toString()).doesNotContain("hunter2");
        assertThat(loaded.config().storage().trace().s3().secretKey().value()).isEqualTo("hunter2");
    }

    @Test
    void theDifferenceIsWhatWasWritten() {
        String diff =
                Documents.load(
                                """
                                server: {log_level: debug, http_listen_port: 3200}
                                storage: {trace: {local: {path: /data}}}
                                """)
                        .effective()
                        .yaml("diff");
        assertThat(diff)
                .isEqualTo(
                        """
                        server:
                            log_level: debug
                        storage:
                            trace:
                                local:
                                    path: /data
                        """);
    }

    @Test
    void anotherModeIsRefused() {
        EffectiveConfig effective = ConfigLoader.load(List.of()).effective();
        assertThat(effective.yaml(null)).isEqualTo(effective.yaml(""));
        assertThatThrownBy(() -> effective.yaml("x"))
                .hasMessage("unknown value for mode query parameter: x");
    }
}
