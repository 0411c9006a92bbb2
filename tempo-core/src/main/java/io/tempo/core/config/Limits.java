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
            boolean retryInfoEnabled) {}

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
            boolean leftPadTraceIds) {}

    /**
     * What becomes of blocks.
     *
     * @param blockRetention zero for the worker's
     * @param compactionWindow zero for the scheduler's
     * @param compactionDisabled also stops retention
     */
    public record Compaction(
            Duration blockRetention, Duration compactionWindow, boolean compactionDisabled) {}

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
            Processor processor) {}

    /** 0 for the defaults. */
    public record Forwarder(int queueSize, int workers) {}

    /** What replaces the settings of processors. Empty lists and absent values replace nothing. */
    public record Processor(
            ServiceGraphs serviceGraphs, SpanMetrics spanMetrics, HostInfo hostInfo) {}

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
            Optional<Boolean> enableTracestateSpanMultiplier) {}

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
            Optional<Boolean> enableTracestateSpanMultiplier) {}

    /** Replaces {@link MetricsGeneratorConfig.HostInfo}. */
    public record HostInfo(List<String> hostIdentifiers, String metricName) {}

    /**
     * What holds everywhere.
     *
     * @param maxBytesPerTrace 0 for no limit
     */
    public record Global(int maxBytesPerTrace) {}

    /**
     * How blocks are written.
     *
     * @param parquetDedicatedColumns empty for {@code storage.trace.block}'s
     */
    public record Storage(List<DedicatedColumnConfig> parquetDedicatedColumns) {}

    /**
     * Whom bytes are counted for.
     *
     * @param maxCardinality 0 for the distributor's
     * @param dimensions attribute to label
     */
    public record CostAttribution(int maxCardinality, Map<String, String> dimensions) {}
}
