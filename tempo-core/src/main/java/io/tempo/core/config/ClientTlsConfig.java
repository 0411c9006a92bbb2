package io.tempo.core.config;

import java.util.List;

/**
 * TLS towards another server: the {@code tls_*} keys of gRPC clients, Kafka and S3. Paths are of
 * PEM files; "" for the system's own.
 *
 * @param tlsCipherSuites Go's names; empty for the defaults
 * @param tlsMinVersion {@code VersionTLS12} or the like; "" for the default
 */
public record ClientTlsConfig(
        String tlsCertPath,
        String tlsKeyPath,
        String tlsCaPath,
        String tlsServerName,
        boolean tlsInsecureSkipVerify,
        List<String> tlsCipherSuites,
        String tlsMinVersion) {

    static ClientTlsConfig of(Section s) {
        return new ClientTlsConfig(
                s.text("tls_cert_path"),
                s.text("tls_key_path"),
                s.text("tls_ca_path"),
                s.text("tls_server_name"),
                s.bool("tls_insecure_skip_verify"),
                s.texts("tls_cipher_suites"),
                s.text("tls_min_version"));
    }
}
