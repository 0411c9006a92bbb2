package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant may do: a block of {@code overrides}. Zero mostly means no limit, or another
 * block's value, as each says.
 */
public record Limits(
        Ingestion ingestion,
        Read read,
        Compaction compaction,
        MetricsGenerator metricsGenerator,
        List<String> forwarders,
        Global global,
        Storage storage,
        CostAttribution costAttribution) {

    static Limits of(Section s) {
        return new Limits(
                Ingestion.of(s.section("ingestion")),
                Read.of(s.section("read")),
                Compaction.of(s.section("compaction")),
                MetricsGenerator.of(s.section("metrics_generator")),
                s.texts("forwarders"),
                Global.of(s.section("global")),
                Storage.of(s.section("storage")),
                CostAttribution.of(s.section("cost_attribution")));
    }

    /**
     * What may come in.
     *
     * @param rateLimitBytes a second
     * @param burstSizeBytes at once
     * @param maxTracesPerUser live at a time in one live-store; 0 for no limit
     * @param maxGlobalTracesPerUser live at a time in all live-stores; only shown as a metric
     * @param maxAttributeBytes 0 for {@code distributor.max_attribute_bytes}
     * @param retryInfoEnabled whether a refused client is told when to come again
     */
    public record Ingestion(
            RateStrategy rateStrategy,
            long rateLimitBytes,
            long burstSizeBytes,
            int maxTracesPerUser,
            int maxGlobalTracesPerUser,
            int maxAttributeBytes,
            boolean retryInfoEnabled) {

        static Ingestion of(Section s) {
            return new Ingestion(
                    s.constant(RateStrategy.class, "rate_strategy"),
                    s.number("rate_limit_bytes"),
                    s.number("burst_size_bytes"),
                    s.integer("max_traces_per_user"),
                    s.integer("max_global_traces_per_user"),
                    s.integer("max_attribute_bytes"),
                    s.bool("retry_info_enabled"));
        }
    }

    /**
     * What may be asked.
     *
     * @param maxBytesPerTagValuesQuery of an answer; 0 for no limit
     * @param maxBlocksPerTagValuesQuery 0 for no limit
     * @param maxSearchDuration zero for {@code query_frontend.search.max_duration}
     * @param maxMetricsDuration zero for {@code query_frontend.metrics.max_duration}
     */
    public record Read(
            int maxBytesPerTagValuesQuery,
            int maxBlocksPerTagValuesQuery,
            int maxConditionGroupsPerTagQuery,
            Duration maxSearchDuration,
            Duration maxMetricsDuration,
            boolean unsafeQueryHints,
            boolean leftPadTraceIds) {

        static Read of(Section s) {
            return new Read(
                    s.integer("max_bytes_per_tag_values_query"),
                    s.integer("max_blocks_per_tag_values_query"),
                    s.integer("max_condition_groups_per_tag_query"),
                    s.duration("max_search_duration"),
                    s.duration("max_metrics_duration"),
                    s.bool("unsafe_query_hints"),
                    s.bool("left_pad_trace_ids"));
        }
    }

    /**
     * What becomes of blocks.
     *
     * @param blockRetention zero for the worker's
     * @param compactionWindow zero for the scheduler's
     * @param compactionDisabled also stops retention
     */
    public record Compaction(
            Duration blockRetention, Duration compactionWindow, boolean compactionDisabled) {

        static Compaction of(Section s) {
            return new Compaction(
                    s.duration("block_retention"),
                    s.duration("compaction_window"),
                    s.bool("compaction_disabled"));
        }
    }

    /**
     * Metrics from spans.
     *
     * @param processors names of what is on
     * @param maxActiveSeries 0 for no limit
     * @param collectionInterval zero for the registry's
     * @param generateNativeHistograms {@code classic}, {@code native}, {@code both} or "", which is
     *     classic
     * @param traceIdLabelName "" for {@code traceID}
     * @param ingestionTimeRangeSlack zero for the generator's
     * @param spanNameSanitization "", {@code dry_run} or {@code enabled}
     */
    public record MetricsGenerator(
            int ringSize,
            List<String> processors,
            int maxActiveSeries,
            int maxActiveEntities,
            int maxCardinalityPerLabel,
            Duration collectionInterval,
            boolean disableCollection,
            String generateNativeHistograms,
            double nativeHistogramBucketFactor,
            int nativeHistogramMaxBucketNumber,
            Duration nativeHistogramMinResetDuration,
            String traceIdLabelName,
            Map<String, Secret> remoteWriteHeaders,
            Duration ingestionTimeRangeSlack,
            String spanNameSanitization,
            Forwarder forwarder,
            Processor processor) {

        static MetricsGenerator of(Section s) {
            return new MetricsGenerator(
                    s.integer("ring_size"),
                    s.texts("processors"),
                    s.integer("max_active_series"),
                    s.integer("max_active_entities"),
                    s.integer("max_cardinality_per_label"),
                    s.duration("collection_interval"),
                    s.bool("disable_collection"),
                    s.text("generate_native_histograms"),
                    s.decimal("native_histogram_bucket_factor"),
                    s.integer("native_histogram_max_bucket_number"),
                    s.duration("native_histogram_min_reset_duration"),
                    s.text("trace_id_label_name"),
                    s.secretMap("remote_write_headers"),
                    s.duration("ingestion_time_range_slack"),
                    s.text("span_name_sanitization"),
                    Forwarder.of(s.section("forwarder")),
                    Processor.of(s.section("processor")));
        }
    }

    /** 0 for the defaults. */
    public record Forwarder(int queueSize, int workers) {

        static Forwarder of(Section s) {
            return new Forwarder(s.integer("queue_size"), s.integer("workers"));
        }
    }

    /** What replaces the settings of processors. Empty lists and absent values replace nothing. */
    public record Processor(
            ServiceGraphs serviceGraphs, SpanMetrics spanMetrics, HostInfo hostInfo) {

        static Processor of(Section s) {
            return new Processor(
                    ServiceGraphs.of(s.section("service_graphs")),
                    SpanMetrics.of(s.section("span_metrics")),
                    HostInfo.of(s.section("host_info")));
        }
    }

    /** Replaces {@link MetricsGeneratorConfig.ServiceGraphs}. */
    public record ServiceGraphs(
            List<Double> histogramBuckets,
            List<String> dimensions,
            List<String> peerAttributes,
            List<FilterPolicyConfig> filterPolicies,
            Optional<Boolean> enableClientServerPrefix,
            Optional<Boolean> enableMessagingSystemLatencyHistogram,
            Optional<Boolean> enableVirtualNodeLabel,
            Optional<String> spanMultiplierKey,
            Optional<Boolean> enableTracestateSpanMultiplier) {

        static ServiceGraphs of(Section s) {
            return new ServiceGraphs(
                    s.decimals("histogram_buckets"),
                    s.texts("dimensions"),
                    s.texts("peer_attributes"),
                    s.list("filter_policies", FilterPolicyConfig::of),
                    s.optionalBool("enable_client_server_prefix"),
                    s.optionalBool("enable_messaging_system_latency_histogram"),
                    s.optionalBool("enable_virtual_node_label"),
                    s.optionalText("span_multiplier_key"),
                    s.optionalBool("enable_tracestate_span_multiplier"));
        }
    }

    /** Replaces {@link MetricsGeneratorConfig.SpanMetrics}. */
    public record SpanMetrics(
            List<Double> histogramBuckets,
            List<String> dimensions,
            Map<String, Boolean> intrinsicDimensions,
            List<FilterPolicyConfig> filterPolicies,
            List<DimensionMappingConfig> dimensionMappings,
            Optional<Boolean> enableTargetInfo,
            List<String> targetInfoExcludedDimensions,
            Optional<Boolean> enableInstanceLabel,
            Optional<String> spanMultiplierKey,
            Optional<Boolean> enableTracestateSpanMultiplier) {

        static SpanMetrics of(Section s) {
            return new SpanMetrics(
                    s.decimals("histogram_buckets"),
                    s.texts("dimensions"),
                    s.boolMap("intrinsic_dimensions"),
                    s.list("filter_policies", FilterPolicyConfig::of),
                    s.list("dimension_mappings", DimensionMappingConfig::of),
                    s.optionalBool("enable_target_info"),
                    s.texts("target_info_excluded_dimensions"),
                    s.optionalBool("enable_instance_label"),
                    s.optionalText("span_multiplier_key"),
                    s.optionalBool("enable_tracestate_span_multiplier"));
        }
    }

    /** Replaces {@link MetricsGeneratorConfig.HostInfo}. */
    public record HostInfo(List<String> hostIdentifiers, String metricName) {

        static HostInfo of(Section s) {
            return new HostInfo(s.texts("host_identifiers"), s.text("metric_name"));
        }
    }

    /**
     * What holds everywhere.
     *
     * @param maxBytesPerTrace 0 for no limit
     */
    public record Global(int maxBytesPerTrace) {

        static Global of(Section s) {
            return new Global(s.integer("max_bytes_per_trace"));
        }
    }

    /**
     * How blocks are written.
     *
     * @param parquetDedicatedColumns empty for {@code storage.trace.block}'s
     */
    public record Storage(List<DedicatedColumnConfig> parquetDedicatedColumns) {

        static Storage of(Section s) {
            return new Storage(s.list("parquet_dedicated_columns", DedicatedColumnConfig::of));
        }
    }

    /**
     * Whom bytes are counted for.
     *
     * @param maxCardinality 0 for the distributor's
     * @param dimensions attribute to label
     */
    public record CostAttribution(int maxCardinality, Map<String, String> dimensions) {

        static CostAttribution of(Section s) {
            return new CostAttribution(s.integer("max_cardinality"), s.textMap("dimensions"));
        }
    }
}
