package io.tempo.core.config;

/** How a log line looks: {@code server.log_format}. */
public enum LogFormat {
    LOGFMT,
    JSON
}
