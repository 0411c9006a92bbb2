package io.tempo.core.config;

import java.time.Duration;
import java.util.List;

/**
 * Block {@code server}: the listeners for the API and for gRPC between components, and logging.
 *
 * @param httpListenAddress "" for all interfaces
 * @param httpListenConnLimit 0 for no limit
 * @param grpcListenAddress "" for all interfaces
 * @param tlsCipherSuites Go's names; empty for the defaults
 * @param tlsMinVersion {@code VersionTLS12} or the like; "" for the default
 * @param grpcServerMaxRecvMsgSize bytes
 * @param grpcServerMaxSendMsgSize bytes
 */
public record ServerConfig(
        String httpListenAddress,
        int httpListenPort,
        int httpListenConnLimit,
        String grpcListenAddress,
        int grpcListenPort,
        List<String> tlsCipherSuites,
        String tlsMinVersion,
        ListenerTlsConfig httpTlsConfig,
        ListenerTlsConfig grpcTlsConfig,
        Duration gracefulShutdownTimeout,
        Duration httpServerReadTimeout,
        Duration httpServerWriteTimeout,
        Duration httpServerIdleTimeout,
        int grpcServerMaxRecvMsgSize,
        int grpcServerMaxSendMsgSize,
        int grpcServerMaxConcurrentStreams,
        Duration grpcServerMaxConnectionIdle,
        Duration grpcServerMaxConnectionAge,
        Duration grpcServerMaxConnectionAgeGrace,
        Duration grpcServerKeepaliveTime,
        Duration grpcServerKeepaliveTimeout,
        Duration grpcServerMinTimeBetweenPings,
        boolean grpcServerPingWithoutStreamAllowed,
        LogFormat logFormat,
        LogLevel logLevel) {

    static ServerConfig of(Section s) {
        return new ServerConfig(
                s.text("http_listen_address"),
                s.integer("http_listen_port"),
                s.integer("http_listen_conn_limit"),
                s.text("grpc_listen_address"),
                s.integer("grpc_listen_port"),
                s.texts("tls_cipher_suites"),
                s.text("tls_min_version"),
                ListenerTlsConfig.of(s.section("http_tls_config")),
                ListenerTlsConfig.of(s.section("grpc_tls_config")),
                s.duration("graceful_shutdown_timeout"),
                s.duration("http_server_read_timeout"),
                s.duration("http_server_write_timeout"),
                s.duration("http_server_idle_timeout"),
                s.integer("grpc_server_max_recv_msg_size"),
                s.integer("grpc_server_max_send_msg_size"),
                s.integer("grpc_server_max_concurrent_streams"),
                s.duration("grpc_server_max_connection_idle"),
                s.duration("grpc_server_max_connection_age"),
                s.duration("grpc_server_max_connection_age_grace"),
                s.duration("grpc_server_keepalive_time"),
                s.duration("grpc_server_keepalive_timeout"),
                s.duration("grpc_server_min_time_between_pings"),
                s.bool("grpc_server_ping_without_stream_allowed"),
                s.constant(LogFormat.class, "log_format"),
                s.constant(LogLevel.class, "log_level"));
    }
}
