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
        LogLevel logLevel) {}
