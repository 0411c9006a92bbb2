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

    static BackendSchedulerConfig of(Section s) {
        return new BackendSchedulerConfig(
                Work.of(s.section("work")),
                s.duration("maintenance_interval"),
                s.duration("backend_flush_interval"),
                Provider.of(s.section("provider")),
                s.duration("job_timeout"),
                s.path("local_work_path"));
    }

    /** How long finished and dead jobs are remembered. */
    public record Work(Duration pruneAge, Duration deadJobTimeout) {

        static Work of(Section s) {
            return new Work(s.duration("prune_age"), s.duration("dead_job_timeout"));
        }
    }

    /** Where jobs come from. */
    public record Provider(Retention retention, Compaction compaction, Redaction redaction) {

        static Provider of(Section s) {
            return new Provider(
                    Retention.of(s.section("retention")),
                    Compaction.of(s.section("compaction")),
                    Redaction.of(s.section("redaction")));
        }
    }

    /** Retention jobs. */
    public record Retention(Duration interval) {

        static Retention of(Section s) {
            return new Retention(s.duration("interval"));
        }
    }

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
            Duration minCycleInterval) {

        static Compaction of(Section s) {
            return new Compaction(
                    s.duration("measure_interval"),
                    CompactionConfig.of(s.section("compaction")),
                    s.integer("max_jobs_per_tenant"),
                    s.integer("min_input_blocks"),
                    s.integer("max_input_blocks"),
                    s.integer("max_compaction_level"),
                    s.duration("min_cycle_interval"));
        }
    }

    /** Redaction jobs. */
    public record Redaction(Duration pollInterval, Duration rescanDelay, int maxRescanGenerations) {

        static Redaction of(Section s) {
            return new Redaction(
                    s.duration("poll_interval"),
                    s.duration("rescan_delay"),
                    s.integer("max_rescan_generations"));
        }
    }
}
