package io.tempo.core.config;

/**
 * Block {@code internal_server}: a second plain HTTP listener for readiness, metrics and status.
 *
 * @param enable whether it is there
 * @param httpListenAddress "" for all interfaces
 */
public record InternalServerConfig(boolean enable, String httpListenAddress, int httpListenPort) {

    static InternalServerConfig of(Section s) {
        return new InternalServerConfig(
                s.bool("enable"), s.text("http_listen_address"), s.integer("http_listen_port"));
    }
}
