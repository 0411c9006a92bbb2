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

    /**
     * A kind of job.
     *
     * @param queryTimeout zero for none
     */
    public record Query(Duration queryTimeout) {}

    /**
     * Metrics jobs.
     *
     * @param concurrentBlocks read at a time by one job
     * @param timeOverlapCutoff as {@link LiveStoreConfig.Metrics#timeOverlapCutoff}
     */
    public record Metrics(int concurrentBlocks, double timeOverlapCutoff) {}

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
            GrpcClientConfig grpcClientConfig) {}
}
