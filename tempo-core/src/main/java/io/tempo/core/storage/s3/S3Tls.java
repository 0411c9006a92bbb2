package io.tempo.core.storage.s3;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tempo.core.config.ClientTlsConfig;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** TLS as the {@code tls_*} keys want it. */
final class S3Tls {

    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final int DEFAULT_VERSION = 2;

    private S3Tls() {}

    /**
     * How connections are secured; empty for the platform's own way, TLS 1.2 and newer.
     *
     * @throws IOException naming the key of what cannot be used
     */
    static Optional<TlsSocketStrategy> strategy(ClientTlsConfig config) throws IOException {
        int oldest = version(config.tlsMinVersion());
        boolean plain =
                oldest == DEFAULT_VERSION
                        && config.tlsCaPath().isEmpty()
                        && config.tlsCertPath().isEmpty()
                        && config.tlsKeyPath().isEmpty()
                        && config.tlsServerName().isEmpty()
                        && config.tlsCipherSuites().isEmpty()
                        && !config.tlsInsecureSkipVerify();
        if (plain) {
            return Optional.empty();
        }
        SSLContext context = context(config);
        List<String> suites = config.tlsCipherSuites();
        checkSuites(context, suites);
        HostnameVerifier verifier =
                config.tlsInsecureSkipVerify()
                        ? NoopHostnameVerifier.INSTANCE
                        : HttpsSupport.getDefaultHostnameVerifier();
        TlsSocketStrategy strategy =
                new DefaultClientTlsStrategy(
                        context,
                        VERSIONS.subList(oldest, VERSIONS.size()).toArray(String[]::new),
                        suites.isEmpty() ? null : suites.toArray(String[]::new),
                        SSLBufferMode.STATIC,
                        HostnameVerificationPolicy.CLIENT,
                        verifier);
        String name = config.tlsServerName();
        if (name.isEmpty()) {
            return Optional.of(strategy);
        }
        return Optional.of(
                (socket, target, port, attachment, http) ->
                        strategy.upgrade(socket, name, port, attachment, http));
    }

    private static int version(String name) {
        return switch (name) {
            case "VersionTLS10" -> 0;
            case "VersionTLS11" -> 1;
            case "VersionTLS13" -> 3;
            default -> DEFAULT_VERSION;
        };
    }

    private static SSLContext context(ClientTlsConfig config) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (config.tlsInsecureSkipVerify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (!config.tlsCaPath().isEmpty()) {
            Path ca = file("tls_ca_path", config.tlsCaPath());
            attempt("tls_ca_path", ca, () -> builder.trustManager(ca.toFile()));
        }
        if (config.tlsCertPath().isEmpty() != config.tlsKeyPath().isEmpty()) {
            throw new IOException(
                    "storage.trace.s3: tls_cert_path and tls_key_path belong together, and only one"
                            + " is set");
        }
        if (!config.tlsCertPath().isEmpty()) {
            Path certificate = file("tls_cert_path", config.tlsCertPath());
            Path key = file("tls_key_path", config.tlsKeyPath());
            attempt(
                    "tls_key_path",
                    key,
                    () -> builder.keyManager(certificate.toFile(), key.toFile()));
        }
        try {
            return ((JdkSslContext) builder.build()).context();
        } catch (SSLException e) {
            throw new IOException("storage.trace.s3: TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static Path file(String key, String path) throws IOException {
        Path file = Path.of(path);
        if (!Files.isReadable(file)) {
            throw new IOException("storage.trace.s3." + key + ": cannot read " + file);
        }
        return file;
    }

    private static void attempt(String key, Path file, Runnable action) throws IOException {
        try {
            action.run();
        } catch (IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "storage.trace.s3."
                            + key
                            + ": "
                            + file
                            + " cannot be used: "
                            + cause.getMessage(),
                    e);
        }
    }

    private static void checkSuites(SSLContext context, List<String> suites) throws IOException {
        List<String> known = Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : suites) {
            if (!known.contains(suite)) {
                throw new IOException(
                        "storage.trace.s3.tls_cipher_suites: no such cipher suite: " + suite);
            }
        }
    }
}
