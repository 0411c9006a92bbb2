package io.tempo.core.config;

import java.time.Duration;

/**
 * How a failed call is tried again.
 *
 * @param maxRetries 0 for no end
 */
public record BackoffConfig(Duration minPeriod, Duration maxPeriod, int maxRetries) {}
