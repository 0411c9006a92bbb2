package io.tempo.core.ingest.kafka;

import io.tempo.core.config.IngestConfig;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What all clients of the span log have in common: how they reach the brokers and who they are. The
 * password is wrapped where Kafka's own classes print settings; never log these maps.
 */
public final class KafkaClientSettings {

    private KafkaClientSettings() {}

    /**
     * Settings of a producer, consumer or admin client, to be added to.
     *
     * @throws IllegalArgumentException naming the key of {@code ingest.kafka} that is missing or
     *     that asks for what this build does not have
     */
    public static Map<String, Object> of(IngestConfig.Kafka kafka) {
        if (kafka.address().isEmpty()) {
            throw new IllegalArgumentException(
                    "ingest.kafka.address is empty, expected brokers as host:port");
        }
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.address());
        if (!kafka.clientId().isEmpty()) {
            settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.clientId());
        }
        settings.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
                atLeast(kafka.dialTimeout(), 100));
        settings.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG,
                2 * atLeast(kafka.dialTimeout(), 100));
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 10_000L);
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        boolean sasl = sasl(kafka, settings);
        if (kafka.tlsEnabled()) {
            settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, KafkaTlsEngineFactory.class);
            settings.put(KafkaTlsEngineFactory.TLS_CONFIG, kafka.tls());
        }
        settings.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (sasl ? "SASL_" : "") + (kafka.tlsEnabled() ? "SSL" : "PLAINTEXT"));
        return settings;
    }

    private static boolean sasl(IngestConfig.Kafka kafka, Map<String, Object> settings) {
        boolean credentials = !kafka.saslUsername().isEmpty() || kafka.saslPassword().isSet();
        String mechanism = kafka.saslMechanism();
        String module =
                switch (mechanism) {
                    case "", "PLAIN" -> "org.apache.kafka.common.security.plain.PlainLoginModule";
                    case "SCRAM-SHA-256", "SCRAM-SHA-512" ->
                            "org.apache.kafka.common.security.scram.ScramLoginModule";
                    default ->
                            throw new IllegalArgumentException(
                                    "ingest.kafka.sasl_mechanism "
                                            + mechanism
                                            + " is not supported; use PLAIN, SCRAM-SHA-256 or"
                                            + " SCRAM-SHA-512");
                };
        boolean plain = mechanism.isEmpty() || mechanism.equals("PLAIN");
        if (!credentials && plain) {
            return false;
        }
        if (kafka.saslUsername().isEmpty() || !kafka.saslPassword().isSet()) {
            throw new IllegalArgumentException(
                    "ingest.kafka.sasl_mechanism "
                            + mechanism
                            + " needs both sasl_username and sasl_password");
        }
        settings.put(SaslConfigs.SASL_MECHANISM, plain ? "PLAIN" : mechanism);
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "%s required username=%s password=%s;"
                        .formatted(
                                module,
                                quoted(kafka.saslUsername()),
                                quoted(kafka.saslPassword().value())));
        return true;
    }

    /** A text as JAAS reads it between quotes, with the escapes of {@code StreamTokenizer}. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append('\\').append("%03o".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A duration in milliseconds, as Kafka takes it. */
    static long atLeast(Duration duration, long millis) {
        return Math.clamp(duration.toMillis(), millis, Integer.MAX_VALUE / 4);
    }
}
