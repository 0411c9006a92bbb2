package io.tempo.core.config;

import java.time.Duration;

/**
 * Block {@code backend_worker}: does what the scheduler says.
 *
 * @param backendSchedulerAddr host:port; "" in a single process
 */
public record BackendWorkerConfig(
        String backendSchedulerAddr,
        BackoffConfig backoff,
        CompactionConfig compaction,
        Duration finishOnShutdownTimeout) {}
