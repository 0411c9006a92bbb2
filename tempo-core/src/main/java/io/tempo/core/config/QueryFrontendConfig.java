package io.tempo.core.config;

import java.time.Duration;
import java.util.List;

/**
 * Block {@code query_frontend}: the public API, and how a query is cut into jobs.
 *
 * @param maxOutstandingPerTenant jobs that may wait; beyond, queries are refused with 429
 * @param maxBatchSize jobs handed to a querier at a time
 * @param maxRetries attempts of a job in all
 * @param apiTimeout of a request; zero for none
 * @param urlDenyList regular expressions (RE2); a request whose URL matches one is refused
 * @param maxGrpcStreamingPacketSize bytes from which a streamed answer is split; 0 for never
 * @param queryEndCutoff how close to now a query may end
 */
public record QueryFrontendConfig(
        int maxOutstandingPerTenant,
        int maxBatchSize,
        int maxRetries,
        Search search,
        TraceById traceById,
        Metrics metrics,
        boolean multiTenantQueriesEnabled,
        int responseConsumers,
        Duration apiTimeout,
        List<String> urlDenyList,
        McpServer mcpServer,
        int maxGrpcStreamingPacketSize,
        int maxQueryExpressionSizeBytes,
        Duration queryEndCutoff) {

    static QueryFrontendConfig of(Section s) {
        return new QueryFrontendConfig(
                s.integer("max_outstanding_per_tenant"),
                s.integer("max_batch_size"),
                s.integer("max_retries"),
                Search.of(s.section("search")),
                TraceById.of(s.section("trace_by_id")),
                Metrics.of(s.section("metrics")),
                s.bool("multi_tenant_queries_enabled"),
                s.integer("response_consumers"),
                s.duration("api_timeout"),
                s.texts("url_deny_list"),
                McpServer.of(s.section("mcp_server")),
                s.integer("max_grpc_streaming_packet_size"),
                s.integer("max_query_expression_size_bytes"),
                s.duration("query_end_cutoff"));
    }

    /**
     * Search and tags.
     *
     * @param concurrentJobs of a query
     * @param maxResultLimit the most results a client may ask for; 0 for no limit
     * @param maxDuration the longest time range; zero for no limit
     * @param queryBackendAfter blocks are searched for what is older
     * @param ingesterShards jobs that the recent time range is cut into
     * @param mostRecentShards shards that a newest-first answer is cut into
     * @param maxSpansPerSpanSet the most that a client may ask for; 0 for no limit
     * @param timeout zero for none
     */
    public record Search(
            int concurrentJobs,
            long targetBytesPerJob,
            int defaultResultLimit,
            int maxResultLimit,
            Duration maxDuration,
            Duration queryBackendAfter,
            int ingesterShards,
            int mostRecentShards,
            int defaultSpansPerSpanSet,
            int maxSpansPerSpanSet,
            Duration timeout,
            Duration durationSlo,
            double throughputBytesSlo,
            Slo metadataSlo) {

        static Search of(Section s) {
            return new Search(
                    s.integer("concurrent_jobs"),
                    s.number("target_bytes_per_job"),
                    s.integer("default_result_limit"),
                    s.integer("max_result_limit"),
                    s.duration("max_duration"),
                    s.duration("query_backend_after"),
                    s.integer("ingester_shards"),
                    s.integer("most_recent_shards"),
                    s.integer("default_spans_per_span_set"),
                    s.integer("max_spans_per_span_set"),
                    s.duration("timeout"),
                    s.duration("duration_slo"),
                    s.decimal("throughput_bytes_slo"),
                    Slo.of(s.section("metadata_slo")));
        }
    }

    /**
     * What counts as within the objective; zero for no such condition.
     *
     * @param throughputBytesSlo bytes a second
     */
    public record Slo(Duration durationSlo, double throughputBytesSlo) {

        static Slo of(Section s) {
            return new Slo(s.duration("duration_slo"), s.decimal("throughput_bytes_slo"));
        }
    }

    /**
     * Trace by id.
     *
     * @param queryShards cuts of the id space, where {@code blocksPerShard} is 0
     * @param concurrentShards 0 for all at once
     * @param blocksPerShard blocks looked into by one job; 0 to cut the id space instead
     */
    public record TraceById(
            int queryShards,
            int concurrentShards,
            int blocksPerShard,
            Duration durationSlo,
            double throughputBytesSlo) {

        static TraceById of(Section s) {
            return new TraceById(
                    s.integer("query_shards"),
                    s.integer("concurrent_shards"),
                    s.integer("blocks_per_shard"),
                    s.duration("duration_slo"),
                    s.decimal("throughput_bytes_slo"));
        }
    }

    /**
     * TraceQL metrics.
     *
     * @param maxDuration the longest time range; zero for no limit
     * @param interval the time that one job covers of recent data
     * @param maxExemplars of an answer
     * @param maxResponseSeries 0 for no limit
     * @param maxIntervals steps of a range query
     */
    public record Metrics(
            int concurrentJobs,
            long targetBytesPerJob,
            Duration maxDuration,
            Duration queryBackendAfter,
            Duration interval,
            int maxExemplars,
            int maxResponseSeries,
            int streamingShards,
            int maxIntervals,
            Duration durationSlo,
            double throughputBytesSlo) {

        static Metrics of(Section s) {
            return new Metrics(
                    s.integer("concurrent_jobs"),
                    s.number("target_bytes_per_job"),
                    s.duration("max_duration"),
                    s.duration("query_backend_after"),
                    s.duration("interval"),
                    s.integer("max_exemplars"),
                    s.integer("max_response_series"),
                    s.integer("streaming_shards"),
                    s.integer("max_intervals"),
                    s.duration("duration_slo"),
                    s.decimal("throughput_bytes_slo"));
        }
    }

    /** The endpoint for language models. */
    public record McpServer(boolean enabled) {

        static McpServer of(Section s) {
            return new McpServer(s.bool("enabled"));
        }
    }
}
