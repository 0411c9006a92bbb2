package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;

/** Block {@code storage}: blocks and where they are kept. */
public record StorageConfig(Trace trace) {

    static StorageConfig of(Section s) {
        return new StorageConfig(Trace.of(s.section("trace")));
    }

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
            S3Config s3) {

        static Trace of(Section s) {
            return new Trace(
                    Pool.of(s.section("pool")),
                    WalConfig.of(s.section("wal")),
                    BlockConfig.of(s.section("block")),
                    s.duration("blocklist_poll"),
                    s.integer("blocklist_poll_concurrency"),
                    s.integer("blocklist_poll_tenant_concurrency"),
                    s.bool("blocklist_poll_fallback"),
                    s.integer("blocklist_poll_tenant_index_builders"),
                    s.duration("blocklist_poll_stale_tenant_index"),
                    s.integer("blocklist_poll_jitter_ms"),
                    s.integer("blocklist_poll_tolerate_consecutive_errors"),
                    s.integer("blocklist_poll_tolerate_tenant_failures"),
                    s.bool("empty_tenant_deletion_enabled"),
                    s.duration("empty_tenant_deletion_age"),
                    s.constant(StorageBackend.class, "backend"),
                    Local.of(s.section("local")),
                    S3Config.of(s.section("s3")));
        }
    }

    /**
     * The pool that reads blocks.
     *
     * @param queueDepth reads that may wait
     */
    public record Pool(int maxWorkers, int queueDepth) {

        static Pool of(Section s) {
            return new Pool(s.integer("max_workers"), s.integer("queue_depth"));
        }
    }

    /**
     * Blocks as files.
     *
     * @param path the directory of all tenants
     */
    public record Local(Path path) {

        static Local of(Section s) {
            return new Local(s.path("path"));
        }
    }
}
