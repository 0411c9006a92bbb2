package io.tempo.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Block {@code metrics_generator}: metrics from spans.
 *
 * @param instanceId for Kafka's static membership
 * @param metricsIngestionTimeRangeSlack spans that ended longer ago are left out
 */
public record MetricsGeneratorConfig(
        Processor processor,
        Registry registry,
        Storage storage,
        Duration metricsIngestionTimeRangeSlack,
        String ringMode,
        String codec,
        String limiterType,
        int ingestConcurrency,
        String instanceId,
        boolean leaveConsumerGroupOnShutdown,
        boolean skipStaleBacklogOnStartup) {

    static MetricsGeneratorConfig of(Section s) {
        return new MetricsGeneratorConfig(
                Processor.of(s.section("processor")),
                Registry.of(s.section("registry")),
                Storage.of(s.section("storage")),
                s.duration("metrics_ingestion_time_range_slack"),
                s.text("ring_mode"),
                s.text("codec"),
                s.text("limiter_type"),
                s.integer("ingest_concurrency"),
                s.text("instance_id"),
                s.bool("leave_consumer_group_on_shutdown"),
                s.bool("skip_stale_backlog_on_startup"));
    }

    /** What is made of spans. */
    public record Processor(
            ServiceGraphs serviceGraphs, SpanMetrics spanMetrics, HostInfo hostInfo) {

        static Processor of(Section s) {
            return new Processor(
                    ServiceGraphs.of(s.section("service_graphs")),
                    SpanMetrics.of(s.section("span_metrics")),
                    HostInfo.of(s.section("host_info")));
        }
    }

    /** Who calls whom. */
    public record ServiceGraphs(
            @Key("wait") Duration waitForOtherHalf,
            int maxItems,
            int workers,
            List<Double> histogramBuckets,
            List<String> dimensions,
            boolean enableClientServerPrefix,
            boolean enableMessagingSystemLatencyHistogram,
            List<String> peerAttributes,
            String spanMultiplierKey,
            boolean enableTracestateSpanMultiplier,
            boolean enableVirtualNodeLabel,
            List<String> databaseNameAttributes,
            List<FilterPolicyConfig> filterPolicies) {

        static ServiceGraphs of(Section s) {
            return new ServiceGraphs(
                    s.duration("wait"),
                    s.integer("max_items"),
                    s.integer("workers"),
                    s.decimals("histogram_buckets"),
                    s.texts("dimensions"),
                    s.bool("enable_client_server_prefix"),
                    s.bool("enable_messaging_system_latency_histogram"),
                    s.texts("peer_attributes"),
                    s.text("span_multiplier_key"),
                    s.bool("enable_tracestate_span_multiplier"),
                    s.bool("enable_virtual_node_label"),
                    s.texts("database_name_attributes"),
                    s.list("filter_policies", FilterPolicyConfig::of));
        }
    }

    /** Rates, errors and durations. */
    public record SpanMetrics(
            List<Double> histogramBuckets,
            IntrinsicDimensions intrinsicDimensions,
            List<String> dimensions,
            List<DimensionMappingConfig> dimensionMappings,
            boolean enableTargetInfo,
            String spanMultiplierKey,
            boolean enableTracestateSpanMultiplier,
            List<FilterPolicyConfig> filterPolicies,
            List<String> targetInfoExcludedDimensions,
            boolean enableInstanceLabel) {

        static SpanMetrics of(Section s) {
            return new SpanMetrics(
                    s.decimals("histogram_buckets"),
                    IntrinsicDimensions.of(s.section("intrinsic_dimensions")),
                    s.texts("dimensions"),
                    s.list("dimension_mappings", DimensionMappingConfig::of),
                    s.bool("enable_target_info"),
                    s.text("span_multiplier_key"),
                    s.bool("enable_tracestate_span_multiplier"),
                    s.list("filter_policies", FilterPolicyConfig::of),
                    s.texts("target_info_excluded_dimensions"),
                    s.bool("enable_instance_label"));
        }
    }

    /** Labels that each series has. */
    public record IntrinsicDimensions(
            boolean service,
            boolean spanName,
            boolean spanKind,
            boolean statusCode,
            boolean statusMessage) {

        static IntrinsicDimensions of(Section s) {
            return new IntrinsicDimensions(
                    s.bool("service"),
                    s.bool("span_name"),
                    s.bool("span_kind"),
                    s.bool("status_code"),
                    s.bool("status_message"));
        }
    }

    /** Which hosts send spans. */
    public record HostInfo(List<String> hostIdentifiers, String metricName) {

        static HostInfo of(Section s) {
            return new HostInfo(s.texts("host_identifiers"), s.text("metric_name"));
        }
    }

    /** Series, before they are sent. */
    public record Registry(
            Duration collectionInterval,
            Duration staleDuration,
            Map<String, String> externalLabels,
            String injectTenantIdAs,
            int maxLabelNameLength,
            int maxLabelValueLength) {

        static Registry of(Section s) {
            return new Registry(
                    s.duration("collection_interval"),
                    s.duration("stale_duration"),
                    s.textMap("external_labels"),
                    s.text("inject_tenant_id_as"),
                    s.integer("max_label_name_length"),
                    s.integer("max_label_value_length"));
        }
    }

    /**
     * Where series go.
     *
     * @param path "" turns the metrics-generator off
     */
    public record Storage(
            String path,
            Duration remoteWriteFlushDeadline,
            boolean remoteWriteAddOrgIdHeader,
            List<RemoteWriteConfig> remoteWrite) {

        static Storage of(Section s) {
            return new Storage(
                    s.text("path"),
                    s.duration("remote_write_flush_deadline"),
                    s.bool("remote_write_add_org_id_header"),
                    s.list("remote_write", RemoteWriteConfig::of));
        }
    }
}
