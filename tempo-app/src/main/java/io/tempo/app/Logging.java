package io.tempo.app;

import io.tempo.core.config.LogFormat;
import io.tempo.core.config.ServerConfig;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends log records to standard error, a line each, as logfmt or JSON. */
final class Logging {

    /** Keeps the loggers whose level was set: the log manager holds them weakly. */
    private static final Logger ARMERIA = Logger.getLogger("com.linecorp.armeria");

    private static final Logger NETTY = Logger.getLogger("io.netty");
    private static final Logger AWS_SDK = Logger.getLogger("software.amazon.awssdk");
    private static final Logger APACHE_HTTP = Logger.getLogger("org.apache.hc");
    private static final Logger MICROMETER = Logger.getLogger("io.micrometer");

    private Logging() {}

    static void configure(ServerConfig server) {
        if (LogManager.getLogManager() instanceof LastingLogManager manager) {
            manager.removeHandlers();
        }
        Level level =
                switch (server.logLevel()) {
                    case DEBUG -> Level.FINE;
                    case INFO -> Level.INFO;
                    case WARN -> Level.WARNING;
                    case ERROR -> Level.SEVERE;
                };
        Handler handler = new ConsoleHandler();
        handler.setLevel(level);
        handler.setFormatter(
                server.logFormat() == LogFormat.JSON
                        ? new JsonLogFormatter()
                        : new LogfmtFormatter());
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        root.addHandler(handler);
        // What these say at "info" is about themselves.
        ARMERIA.setLevel(Level.WARNING);
        NETTY.setLevel(Level.WARNING);
        // At "debug" they show headers, and with them signatures and session tokens.
        AWS_SDK.setLevel(Level.WARNING);
        APACHE_HTTP.setLevel(Level.WARNING);
        // Warns of an executor that Armeria registers twice.
        MICROMETER.setLevel(Level.SEVERE);
    }
}
