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

    static RemoteWriteConfig of(Section s) {
        return new RemoteWriteConfig(
                s.text("url"),
                s.text("name"),
                s.duration("remote_timeout"),
                s.secretMap("headers"),
                s.optional("basic_auth").map(BasicAuth::of),
                s.secret("bearer_token"),
                s.text("bearer_token_file"),
                s.optional("authorization").map(Authorization::of),
                s.optional("tls_config").map(Tls::of),
                Queue.of(s.section("queue_config")),
                s.list("write_relabel_configs", Relabel::of),
                s.bool("send_exemplars"),
                s.bool("send_native_histograms"));
    }

    /** User and password, each as text or in a file. */
    public record BasicAuth(
            String username, String usernameFile, Secret password, String passwordFile) {

        static BasicAuth of(Section s) {
            return new BasicAuth(
                    s.text("username"),
                    s.text("username_file"),
                    s.secret("password"),
                    s.text("password_file"));
        }
    }

    /** The Authorization header. */
    public record Authorization(String type, Secret credentials, String credentialsFile) {

        static Authorization of(Section s) {
            return new Authorization(
                    s.text("type"), s.secret("credentials"), s.text("credentials_file"));
        }
    }

    /** TLS; certificates are PEM, as text or in files. */
    public record Tls(
            String ca,
            String caFile,
            String cert,
            String certFile,
            Secret key,
            String keyFile,
            String serverName,
            boolean insecureSkipVerify) {

        static Tls of(Section s) {
            return new Tls(
                    s.text("ca"),
                    s.text("ca_file"),
                    s.text("cert"),
                    s.text("cert_file"),
                    s.secret("key"),
                    s.text("key_file"),
                    s.text("server_name"),
                    s.bool("insecure_skip_verify"));
        }
    }

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
            Duration sampleAgeLimit) {

        static Queue of(Section s) {
            return new Queue(
                    s.integer("capacity"),
                    s.integer("max_shards"),
                    s.integer("min_shards"),
                    s.integer("max_samples_per_send"),
                    s.duration("batch_send_deadline"),
                    s.duration("min_backoff"),
                    s.duration("max_backoff"),
                    s.bool("retry_on_http_429"),
                    s.duration("sample_age_limit"));
        }
    }

    /** A relabelling rule. */
    public record Relabel(
            List<String> sourceLabels,
            String separator,
            String targetLabel,
            String regex,
            long modulus,
            String replacement,
            String action) {

        static Relabel of(Section s) {
            return new Relabel(
                    s.texts("source_labels"),
                    s.text("separator"),
                    s.text("target_label"),
                    s.text("regex"),
                    s.number("modulus"),
                    s.text("replacement"),
                    s.text("action"));
        }
    }
}
