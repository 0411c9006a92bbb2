package io.tempo.core.ingest.kafka;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tempo.core.config.ClientTlsConfig;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.SslEngineFactory;

import java.io.File;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS towards brokers as {@code ingest.kafka.tls_*} describes it, with PEM files; Kafka's own
 * factory knows neither another server name nor how to skip the verification. Kafka makes one for
 * each client, by its class.
 */
public final class KafkaTlsEngineFactory implements SslEngineFactory {

    /** The client's setting that holds the {@link ClientTlsConfig}. */
    static final String TLS_CONFIG = "tempo.tls.config";

    private ClientTlsConfig tls;
    private SslContext context;

    @Override
    public void configure(Map<String, ?> settings) {
        tls = (ClientTlsConfig) settings.get(TLS_CONFIG);
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        try {
            if (!tls.tlsCertPath().isEmpty()) {
                builder.keyManager(new File(tls.tlsCertPath()), new File(tls.tlsKeyPath()));
            }
            if (tls.tlsInsecureSkipVerify()) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
                builder.endpointIdentificationAlgorithm(null);
            } else if (!tls.tlsCaPath().isEmpty()) {
                builder.trustManager(new File(tls.tlsCaPath()));
            }
            if (!tls.tlsCipherSuites().isEmpty()) {
                builder.ciphers(tls.tlsCipherSuites());
            }
            context = builder.protocols(protocols(tls.tlsMinVersion())).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException("ingest.kafka.tls_*: " + reason(e));
        }
    }

    private static String[] protocols(String minVersion) {
        return switch (minVersion) {
            case "VersionTLS13" -> new String[] {"TLSv1.3"};
            // what is older than 1.2 the Java runtime refuses anyway
            default -> new String[] {"TLSv1.3", "TLSv1.2"};
        };
    }

    private static String reason(Throwable e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause();
    }

    @Override
    public SSLEngine createClientSslEngine(
            String peerHost, int peerPort, String endpointIdentification) {
        String host = tls.tlsServerName().isEmpty() ? peerHost : tls.tlsServerName();
        return context.newEngine(ByteBufAllocator.DEFAULT, host, peerPort);
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("this factory is for clients");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextSettings) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public KeyStore keystore() {
        return null;
    }

    @Override
    public KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}
