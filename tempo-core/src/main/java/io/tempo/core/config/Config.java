package io.tempo.core.config;

import java.time.Duration;

/**
 * The whole configuration of a process, checked.
 *
 * <p>{@link ConfigLoader} makes it of a command line; {@link #fromYaml} of a document alone.
 *
 * @param target which components run
 * @param multitenancyEnabled whether requests must name a tenant
 * @param shutdownDelay between reporting not ready and stopping
 * @param streamOverHttpEnabled whether gRPC is served on the HTTP port, too
 * @param httpApiPrefix "" or a path with a leading slash, put before the routes of the API
 */
public record Config(
        Target target,
        boolean multitenancyEnabled,
        Duration shutdownDelay,
        boolean streamOverHttpEnabled,
        String httpApiPrefix,
        ServerConfig server,
        InternalServerConfig internalServer,
        DistributorConfig distributor,
        IngestConfig ingest,
        LiveStoreConfig liveStore,
        BlockBuilderConfig blockBuilder,
        QuerierConfig querier,
        QueryFrontendConfig queryFrontend,
        MetricsGeneratorConfig metricsGenerator,
        StorageConfig storage,
        OverridesConfig overrides,
        BackendSchedulerConfig backendScheduler,
        BackendWorkerConfig backendWorker) {

    static Config of(Section s) {
        return new Config(
                s.constant(Target.class, "target"),
                s.bool("multitenancy_enabled"),
                s.duration("shutdown_delay"),
                s.bool("stream_over_http_enabled"),
                s.text("http_api_prefix"),
                ServerConfig.of(s.section("server")),
                InternalServerConfig.of(s.section("internal_server")),
                DistributorConfig.of(s.section("distributor")),
                IngestConfig.of(s.section("ingest")),
                LiveStoreConfig.of(s.section("live_store")),
                BlockBuilderConfig.of(s.section("block_builder")),
                QuerierConfig.of(s.section("querier")),
                QueryFrontendConfig.of(s.section("query_frontend")),
                MetricsGeneratorConfig.of(s.section("metrics_generator")),
                StorageConfig.of(s.section("storage")),
                OverridesConfig.of(s.section("overrides")),
                BackendSchedulerConfig.of(s.section("backend_scheduler")),
                BackendWorkerConfig.of(s.section("backend_worker")));
    }

    /** What a process runs with that was started without a file or flags. */
    public static Config defaults() {
        return ConfigLoader.load(java.util.List.of()).config();
    }

    /**
     * What a process runs with that was given this document.
     *
     * @throws ConfigException saying what is wrong with the document
     */
    public static Config fromYaml(String yaml) {
        return ConfigLoader.loadYaml("config", yaml).config();
    }
}
