package io.tempo.core.config;

import java.time.Duration;

/**
 * Block {@code distributor}: receivers and what is done to spans as they come in.
 *
 * @param retryAfterOnResourceExhausted what a refused client is told to wait; zero for no hint
 * @param maxAttributeBytes longer attribute keys and values are cut; 0 for no limit
 */
public record DistributorConfig(
        ReceiversConfig receivers,
        LogSpans logReceivedSpans,
        LogSpans logDiscardedSpans,
        MetricReceivedSpans metricReceivedSpans,
        Duration retryAfterOnResourceExhausted,
        int maxAttributeBytes) {

    /** Which spans are logged one by one. */
    public record LogSpans(
            boolean enabled, boolean includeAllAttributes, boolean filterByStatusError) {}

    /** Whether {@code tempo_distributor_debug_spans_received_total} counts spans. */
    public record MetricReceivedSpans(boolean enabled, boolean rootOnly) {}
}
