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
        Duration finishOnShutdownTimeout) {

    static BackendWorkerConfig of(Section s) {
        return new BackendWorkerConfig(
                s.text("backend_scheduler_addr"),
                BackoffConfig.of(s.section("backoff")),
                CompactionConfig.of(s.section("compaction")),
                s.duration("finish_on_shutdown_timeout"));
    }
}
