package io.tempo.core.config;

/**
 * TLS of a listener: {@code server.http_tls_config}, {@code server.grpc_tls_config}. Certificates
 * are given as text or as files, in PEM.
 *
 * @param clientAuthType Go's name, such as {@code RequireAndVerifyClientCert}; "" for none
 */
public record ListenerTlsConfig(
        String cert,
        Secret key,
        String clientCa,
        String certFile,
        String keyFile,
        String clientCaFile,
        String clientAuthType) {

    static ListenerTlsConfig of(Section s) {
        return new ListenerTlsConfig(
                s.text("cert"),
                s.secret("key"),
                s.text("client_ca"),
                s.text("cert_file"),
                s.text("key_file"),
                s.text("client_ca_file"),
                s.text("client_auth_type"));
    }

    /** Whether a certificate is set, which is what turns TLS on. */
    public boolean enabled() {
        return !cert.isEmpty() || !certFile.isEmpty();
    }
}
