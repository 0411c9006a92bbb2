package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;

/** Block {@code storage}: blocks and where they are kept. */
public record StorageConfig(Trace trace) {

    /**
     * Block {@code storage.trace}.
     *
     * @param blocklistPoll between looks at which blocks there are; zero for the default
     * @param blocklistPollConcurrency blocks whose metadata is read at a time; 0 for the default
     * @param blocklistPollTenantConcurrency tenants polled at a time; 0 for 1
     * @param blocklistPollFallback whether blocks are listed where a tenant index cannot be read
     * @param blocklistPollTenantIndexBuilders workers that build each tenant's index
     * @param blocklistPollStaleTenantIndex older indexes are not used; zero for any age
     * @param emptyTenantDeletionAge zero for the default
     * @param backend always set
     */
    public record Trace(
            Pool pool,
            WalConfig wal,
            BlockConfig block,
            Duration blocklistPoll,
            int blocklistPollConcurrency,
            int blocklistPollTenantConcurrency,
            boolean blocklistPollFallback,
            int blocklistPollTenantIndexBuilders,
            Duration blocklistPollStaleTenantIndex,
            int blocklistPollJitterMs,
            int blocklistPollTolerateConsecutiveErrors,
            int blocklistPollTolerateTenantFailures,
            boolean emptyTenantDeletionEnabled,
            Duration emptyTenantDeletionAge,
            StorageBackend backend,
            Local local,
            S3Config s3) {}

    /**
     * The pool that reads blocks.
     *
     * @param queueDepth reads that may wait
     */
    public record Pool(int maxWorkers, int queueDepth) {}

    /**
     * Blocks as files.
     *
     * @param path the directory of all tenants
     */
    public record Local(Path path) {}
}
