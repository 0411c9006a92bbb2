package io.tempo.core.config;

import java.time.Duration;

/**
 * Block {@code querier}: the jobs that a query is cut into.
 *
 * @param maxConcurrentQueries jobs at a time
 */
public record QuerierConfig(
        Query search,
        Query traceById,
        Metrics metrics,
        int maxConcurrentQueries,
        FrontendWorker frontendWorker) {

    static QuerierConfig of(Section s) {
        return new QuerierConfig(
                Query.of(s.section("search")),
                Query.of(s.section("trace_by_id")),
                Metrics.of(s.section("metrics")),
                s.integer("max_concurrent_queries"),
                FrontendWorker.of(s.section("frontend_worker")));
    }

    /**
     * A kind of job.
     *
     * @param queryTimeout zero for none
     */
    public record Query(Duration queryTimeout) {

        static Query of(Section s) {
            return new Query(s.duration("query_timeout"));
        }
    }

    /**
     * Metrics jobs.
     *
     * @param concurrentBlocks read at a time by one job
     * @param timeOverlapCutoff as {@link LiveStoreConfig.Metrics#timeOverlapCutoff}
     */
    public record Metrics(int concurrentBlocks, double timeOverlapCutoff) {

        static Metrics of(Section s) {
            return new Metrics(s.integer("concurrent_blocks"), s.decimal("time_overlap_cutoff"));
        }
    }

    /**
     * Where jobs come from.
     *
     * @param frontendAddress host:port, all of whose addresses are used; "" in a single process
     * @param parallelism connections to each frontend, where {@code matchMaxConcurrent} is off
     * @param id "" for the machine's name
     */
    public record FrontendWorker(
            String frontendAddress,
            Duration dnsLookupDuration,
            int parallelism,
            boolean matchMaxConcurrent,
            String id,
            GrpcClientConfig grpcClientConfig) {

        static FrontendWorker of(Section s) {
            return new FrontendWorker(
                    s.text("frontend_address"),
                    s.duration("dns_lookup_duration"),
                    s.integer("parallelism"),
                    s.bool("match_max_concurrent"),
                    s.text("id"),
                    GrpcClientConfig.of(s.section("grpc_client_config")));
        }
    }
}
