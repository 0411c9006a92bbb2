package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Block {@code distributor.receivers}, whose keys are those of the OpenTelemetry collector's
 * receivers.
 *
 * @param otlp absent if not configured
 */
public record ReceiversConfig(Optional<Otlp> otlp) {

    /** The OTLP/gRPC receiver, if there is one. */
    public Optional<Grpc> otlpGrpc() {
        return otlp.flatMap(o -> o.protocols().grpc());
    }

    /** The OTLP/HTTP receiver, if there is one. */
    public Optional<Http> otlpHttp() {
        return otlp.flatMap(o -> o.protocols().http());
    }

    /** Receiver {@code otlp}. */
    public record Otlp(Protocols protocols) {}

    /** The protocols that are on. */
    public record Protocols(Optional<Grpc> grpc, Optional<Http> http) {}

    /**
     * OTLP over gRPC.
     *
     * @param endpoint host:port; no host for all interfaces
     * @param maxRecvMsgSizeMib 0 for the default, {@value #DEFAULT_MAX_RECV_MIB}
     * @param maxConcurrentStreams of a connection; 0 for no limit
     */
    public record Grpc(
            String endpoint,
            Optional<Tls> tls,
            int maxRecvMsgSizeMib,
            int maxConcurrentStreams,
            Optional<Keepalive> keepalive) {

        private static final int DEFAULT_MAX_RECV_MIB = 4;

        /** The largest message that is taken, in bytes. */
        public int maxRecvMsgSizeBytes() {
            return (maxRecvMsgSizeMib == 0 ? DEFAULT_MAX_RECV_MIB : maxRecvMsgSizeMib) << 20;
        }
    }

    /**
     * OTLP over HTTP.
     *
     * @param endpoint host:port; no host for all interfaces
     * @param maxRequestBodySize bytes, after decompression
     * @param readTimeout zero for none
     * @param writeTimeout zero for none
     * @param idleTimeout zero for none
     */
    public record Http(
            String endpoint,
            Optional<Tls> tls,
            Optional<Cors> cors,
            int maxRequestBodySize,
            String tracesUrlPath,
            Duration readTimeout,
            Duration writeTimeout,
            Duration idleTimeout) {}

    /**
     * TLS of a receiver; certificates are PEM, as files or as text.
     *
     * @param clientCaFile if set, clients must show a certificate signed by it
     * @param minVersion {@code 1.2} or the like; "" for the default
     */
    public record Tls(
            String certFile,
            String keyFile,
            String certPem,
            Secret keyPem,
            String clientCaFile,
            String minVersion,
            List<String> cipherSuites) {}

    /**
     * Cross-origin requests.
     *
     * @param allowedOrigins may hold {@code *}
     * @param maxAge seconds that a browser may keep the answer; 0 for its default
     */
    public record Cors(List<String> allowedOrigins, List<String> allowedHeaders, int maxAge) {}

    /** What keeps connections alive and what ends them. */
    public record Keepalive(
            Optional<ServerParameters> serverParameters,
            Optional<EnforcementPolicy> enforcementPolicy) {}

    /** Zero stands for the library's default. */
    public record ServerParameters(
            Duration maxConnectionIdle,
            Duration maxConnectionAge,
            Duration maxConnectionAgeGrace,
            Duration time,
            Duration timeout) {}

    /** How often clients may ping. */
    public record EnforcementPolicy(Duration minTime, boolean permitWithoutStream) {}
}
