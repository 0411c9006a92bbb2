package io.tempo.core.config;

import java.time.Duration;

/**
 * A gRPC client between components: {@code grpc_client_config}.
 *
 * @param maxRecvMsgSize bytes
 * @param maxSendMsgSize bytes
 * @param grpcCompression {@code gzip}, {@code snappy}, {@code zstd} or ""
 * @param connectTimeout zero for none
 */
public record GrpcClientConfig(
        int maxRecvMsgSize,
        int maxSendMsgSize,
        String grpcCompression,
        BackoffConfig backoffConfig,
        boolean tlsEnabled,
        @Inline ClientTlsConfig tls,
        Duration connectTimeout) {}
