package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Block {@code live_store}: recent data, until it is in blocks and a while longer.
 *
 * @param commitInterval between commits of Kafka offsets; zero for one after each batch
 * @param queryBlockConcurrency blocks searched at a time by one query
 * @param completeBlockTimeout how long a finished block is kept here
 * @param completeBlockConcurrency blocks being finished at a time
 * @param blockReclaimGrace between hiding a block and deleting its files
 * @param flushCheckPeriod between sweeps for traces and blocks to cut
 * @param flushOpTimeout between clean-ups, and how long a stop waits for flushes
 * @param maxTraceLive after which a trace is cut though spans still arrive
 * @param maxTraceIdle after which a trace without new spans is cut
 * @param maxLiveTracesBytes of live traces that are held before writers must wait; 0 for no limit
 * @param maxBlockDuration after which the head block is cut
 * @param maxBlockBytes from which the head block is cut
 * @param readinessTargetLag not ready before the lag is below; zero to be ready at once
 * @param readinessMaxWait ready after that whatever the lag
 * @param failOnHighLag whether a query for data not yet read fails rather than misses it
 */
public record LiveStoreConfig(
        Metrics metrics,
        Duration commitInterval,
        Wal wal,
        int queryBlockConcurrency,
        Duration completeBlockTimeout,
        int completeBlockConcurrency,
        Duration blockReclaimGrace,
        Duration flushCheckPeriod,
        Duration flushOpTimeout,
        Duration maxTraceLive,
        Duration maxTraceIdle,
        long maxLiveTracesBytes,
        Duration maxBlockDuration,
        long maxBlockBytes,
        Duration readinessTargetLag,
        Duration readinessMaxWait,
        boolean failOnHighLag,
        boolean removeOwnerOnShutdown) {

    static LiveStoreConfig of(Section s) {
        return new LiveStoreConfig(
                Metrics.of(s.section("metrics")),
                s.duration("commit_interval"),
                Wal.of(s.section("wal")),
                s.integer("query_block_concurrency"),
                s.duration("complete_block_timeout"),
                s.integer("complete_block_concurrency"),
                s.duration("block_reclaim_grace"),
                s.duration("flush_check_period"),
                s.duration("flush_op_timeout"),
                s.duration("max_trace_live"),
                s.duration("max_trace_idle"),
                s.number("max_live_traces_bytes"),
                s.duration("max_block_duration"),
                s.number("max_block_bytes"),
                s.duration("readiness_target_lag"),
                s.duration("readiness_max_wait"),
                s.bool("fail_on_high_lag"),
                s.bool("remove_owner_on_shutdown"));
    }

    /**
     * Metrics queries.
     *
     * @param timeOverlapCutoff the part of a block's time range, 0 to 1, that a query must cover to
     *     read it without checking each span's time
     */
    public record Metrics(double timeOverlapCutoff) {

        static Metrics of(Section s) {
            return new Metrics(s.decimal("time_overlap_cutoff"));
        }
    }

    /**
     * The write-ahead log.
     *
     * @param ingestionTimeRangeSlack how far a span's time may lie from its arrival to count for
     *     the time range of its block
     * @param fsyncInterval the longest that acknowledged data waits to be forced to the disk, which
     *     is what a power cut may cost; zero forces it before each acknowledgement. A killed
     *     process loses nothing either way.
     */
    public record Wal(Path path, Duration ingestionTimeRangeSlack, Duration fsyncInterval) {

        static Wal of(Section s) {
            return new Wal(
                    s.path("path"),
                    s.duration("ingestion_time_range_slack"),
                    s.duration("fsync_interval"));
        }
    }
}
