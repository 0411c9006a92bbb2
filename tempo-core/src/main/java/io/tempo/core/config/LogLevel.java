package io.tempo.core.config;

/** The least level that is logged: {@code server.log_level}. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
}
