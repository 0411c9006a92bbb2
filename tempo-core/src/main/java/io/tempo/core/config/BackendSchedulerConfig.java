package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Block {@code backend_scheduler}: which blocks are merged and deleted when.
 *
 * @param jobTimeout how long a worker's question for work waits for some
 */
public record BackendSchedulerConfig(
        Work work,
        Duration maintenanceInterval,
        Duration backendFlushInterval,
        Provider provider,
        Duration jobTimeout,
        Path localWorkPath) {

    /** How long finished and dead jobs are remembered. */
    public record Work(Duration pruneAge, Duration deadJobTimeout) {}

    /** Where jobs come from. */
    public record Provider(Retention retention, Compaction compaction, Redaction redaction) {}

    /** Retention jobs. */
    public record Retention(Duration interval) {}

    /**
     * Compaction jobs.
     *
     * @param maxCompactionLevel 0 for no limit
     */
    public record Compaction(
            Duration measureInterval,
            CompactionConfig compaction,
            int maxJobsPerTenant,
            int minInputBlocks,
            int maxInputBlocks,
            int maxCompactionLevel,
            Duration minCycleInterval) {}

    /** Redaction jobs. */
    public record Redaction(
            Duration pollInterval, Duration rescanDelay, int maxRescanGenerations) {}
}
