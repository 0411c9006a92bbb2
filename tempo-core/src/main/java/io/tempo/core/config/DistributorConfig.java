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

    static DistributorConfig of(Section s) {
        return new DistributorConfig(
                ReceiversConfig.of(s.section("receivers")),
                LogSpans.of(s.section("log_received_spans")),
                LogSpans.of(s.section("log_discarded_spans")),
                MetricReceivedSpans.of(s.section("metric_received_spans")),
                s.duration("retry_after_on_resource_exhausted"),
                s.integer("max_attribute_bytes"));
    }

    /** Which spans are logged one by one. */
    public record LogSpans(
            boolean enabled, boolean includeAllAttributes, boolean filterByStatusError) {

        static LogSpans of(Section s) {
            return new LogSpans(
                    s.bool("enabled"),
                    s.bool("include_all_attributes"),
                    s.bool("filter_by_status_error"));
        }
    }

    /** Whether {@code tempo_distributor_debug_spans_received_total} counts spans. */
    public record MetricReceivedSpans(boolean enabled, boolean rootOnly) {

        static MetricReceivedSpans of(Section s) {
            return new MetricReceivedSpans(s.bool("enabled"), s.bool("root_only"));
        }
    }
}
