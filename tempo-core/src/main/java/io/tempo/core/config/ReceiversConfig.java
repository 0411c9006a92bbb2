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

    static ReceiversConfig of(Section s) {
        return new ReceiversConfig(s.optional("otlp").map(Otlp::of));
    }

    /** The OTLP/gRPC receiver, if there is one. */
    public Optional<Grpc> otlpGrpc() {
        return otlp.flatMap(o -> o.protocols().grpc());
    }

    /** The OTLP/HTTP receiver, if there is one. */
    public Optional<Http> otlpHttp() {
        return otlp.flatMap(o -> o.protocols().http());
    }

    /** Receiver {@code otlp}. */
    public record Otlp(Protocols protocols) {

        static Otlp of(Section s) {
            return new Otlp(Protocols.of(s.section("protocols")));
        }
    }

    /** The protocols that are on. */
    public record Protocols(Optional<Grpc> grpc, Optional<Http> http) {

        static Protocols of(Section s) {
            return new Protocols(
                    s.optional("grpc").map(Grpc::of), s.optional("http").map(Http::of));
        }
    }

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

        static Grpc of(Section s) {
            return new Grpc(
                    s.text("endpoint"),
                    s.optional("tls").map(Tls::of),
                    s.integer("max_recv_msg_size_mib"),
                    s.integer("max_concurrent_streams"),
                    s.optional("keepalive").map(Keepalive::of));
        }

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
            Duration idleTimeout) {

        static Http of(Section s) {
            return new Http(
                    s.text("endpoint"),
                    s.optional("tls").map(Tls::of),
                    s.optional("cors").map(Cors::of),
                    s.integer("max_request_body_size"),
                    s.text("traces_url_path"),
                    s.duration("read_timeout"),
                    s.duration("write_timeout"),
                    s.duration("idle_timeout"));
        }
    }

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
            List<String> cipherSuites) {

        static Tls of(Section s) {
            return new Tls(
                    s.text("cert_file"),
                    s.text("key_file"),
                    s.text("cert_pem"),
                    s.secret("key_pem"),
                    s.text("client_ca_file"),
                    s.text("min_version"),
                    s.texts("cipher_suites"));
        }
    }

    /**
     * Cross-origin requests.
     *
     * @param allowedOrigins may hold {@code *}
     * @param maxAge seconds that a browser may keep the answer; 0 for its default
     */
    public record Cors(List<String> allowedOrigins, List<String> allowedHeaders, int maxAge) {

        static Cors of(Section s) {
            return new Cors(
                    s.texts("allowed_origins"), s.texts("allowed_headers"), s.integer("max_age"));
        }
    }

    /** What keeps connections alive and what ends them. */
    public record Keepalive(
            Optional<ServerParameters> serverParameters,
            Optional<EnforcementPolicy> enforcementPolicy) {

        static Keepalive of(Section s) {
            return new Keepalive(
                    s.optional("server_parameters").map(ServerParameters::of),
                    s.optional("enforcement_policy").map(EnforcementPolicy::of));
        }
    }

    /** Zero stands for the library's default. */
    public record ServerParameters(
            Duration maxConnectionIdle,
            Duration maxConnectionAge,
            Duration maxConnectionAgeGrace,
            Duration time,
            Duration timeout) {

        static ServerParameters of(Section s) {
            return new ServerParameters(
                    s.duration("max_connection_idle"),
                    s.duration("max_connection_age"),
                    s.duration("max_connection_age_grace"),
                    s.duration("time"),
                    s.duration("timeout"));
        }
    }

    /** How often clients may ping. */
    public record EnforcementPolicy(Duration minTime, boolean permitWithoutStream) {

        static EnforcementPolicy of(Section s) {
            return new EnforcementPolicy(s.duration("min_time"), s.bool("permit_without_stream"));
        }
    }
}
