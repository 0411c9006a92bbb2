package io.tempo.core.config;

import java.time.Duration;

/**
 * How a failed call is tried again.
 *
 * @param maxRetries 0 for no end
 */
public record BackoffConfig(Duration minPeriod, Duration maxPeriod, int maxRetries) {

    static BackoffConfig of(Section s) {
        return new BackoffConfig(
                s.duration("min_period"), s.duration("max_period"), s.integer("max_retries"));
    }
}
