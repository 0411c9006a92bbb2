package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An item of {@code metrics_generator.storage.remote_write}, whose keys are Prometheus'. */
public record RemoteWriteConfig(
        String url,
        String name,
        Duration remoteTimeout,
        Map<String, Secret> headers,
        Optional<BasicAuth> basicAuth,
        Secret bearerToken,
        String bearerTokenFile,
        Optional<Authorization> authorization,
        Optional<Tls> tlsConfig,
        Queue queueConfig,
        List<Relabel> writeRelabelConfigs,
        boolean sendExemplars,
        boolean sendNativeHistograms) {

    /** User and password, each as text or in a file. */
    public record BasicAuth(
            String username, String usernameFile, Secret password, String passwordFile) {}

    /** The Authorization header. */
    public record Authorization(String type, Secret credentials, String credentialsFile) {}

    /** TLS; certificates are PEM, as text or in files. */
    public record Tls(
            String ca,
            String caFile,
            String cert,
            String certFile,
            Secret key,
            String keyFile,
            String serverName,
            boolean insecureSkipVerify) {}

    /** What waits to be sent, and how it is tried again. */
    public record Queue(
            int capacity,
            int maxShards,
            int minShards,
            int maxSamplesPerSend,
            Duration batchSendDeadline,
            Duration minBackoff,
            Duration maxBackoff,
            @Key("retry_on_http_429") boolean retryOnHttp429,
            Duration sampleAgeLimit) {}

    /** A relabelling rule. */
    public record Relabel(
            List<String> sourceLabels,
            String separator,
            String targetLabel,
            String regex,
            long modulus,
            String replacement,
            String action) {}
}
