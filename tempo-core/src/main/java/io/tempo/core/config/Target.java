package io.tempo.core.config;

/** Which components a process runs, by the name that {@code -target} takes: {@code live-store}. */
public enum Target {
    ALL,
    DISTRIBUTOR,
    LIVE_STORE,
    BLOCK_BUILDER,
    METRICS_GENERATOR,
    QUERY_FRONTEND,
    QUERIER,
    BACKEND_SCHEDULER,
    BACKEND_WORKER;

    /** The name in configuration, messages and metrics. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
