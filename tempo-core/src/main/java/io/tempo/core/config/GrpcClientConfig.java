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
        Duration connectTimeout) {

    static GrpcClientConfig of(Section s) {
        return new GrpcClientConfig(
                s.integer("max_recv_msg_size"),
                s.integer("max_send_msg_size"),
                s.text("grpc_compression"),
                BackoffConfig.of(s.section("backoff_config")),
                s.bool("tls_enabled"),
                ClientTlsConfig.of(s),
                s.duration("connect_timeout"));
    }
}
