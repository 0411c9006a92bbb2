package io.tempo.core.config;

/**
 * Block {@code internal_server}: a second plain HTTP listener for readiness, metrics and status.
 *
 * @param enable whether it is there
 * @param httpListenAddress "" for all interfaces
 */
public record InternalServerConfig(boolean enable, String httpListenAddress, int httpListenPort) {}
