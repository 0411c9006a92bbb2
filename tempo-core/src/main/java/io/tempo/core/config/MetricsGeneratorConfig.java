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

    /** What is made of spans. */
    public record Processor(
            ServiceGraphs serviceGraphs, SpanMetrics spanMetrics, HostInfo hostInfo) {}

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
            List<FilterPolicyConfig> filterPolicies) {}

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
            boolean enableInstanceLabel) {}

    /** Labels that each series has. */
    public record IntrinsicDimensions(
            boolean service,
            boolean spanName,
            boolean spanKind,
            boolean statusCode,
            boolean statusMessage) {}

    /** Which hosts send spans. */
    public record HostInfo(List<String> hostIdentifiers, String metricName) {}

    /** Series, before they are sent. */
    public record Registry(
            Duration collectionInterval,
            Duration staleDuration,
            Map<String, String> externalLabels,
            String injectTenantIdAs,
            int maxLabelNameLength,
            int maxLabelValueLength) {}

    /**
     * Where series go.
     *
     * @param path "" turns the metrics-generator off
     */
    public record Storage(
            String path,
            Duration remoteWriteFlushDeadline,
            boolean remoteWriteAddOrgIdHeader,
            List<RemoteWriteConfig> remoteWrite) {}
}
