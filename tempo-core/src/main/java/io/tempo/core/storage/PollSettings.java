package io.tempo.core.storage;

import java.time.Duration;

/**
 * How the list of blocks is kept current; the keys {@code blocklist_poll…} and {@code
 * empty_tenant_deletion…} of {@code storage.trace}.
 *
 * @param interval from one poll to the next
 * @param concurrency metas of a tenant that are read at the same time
 * @param tenantConcurrency tenants that are polled at the same time
 * @param fallback whether a process that does not write a tenant's index lists its blocks itself,
 *     where the index cannot be used
 * @param staleTenantIndex age at which an index is no more used; zero for never
 * @param jitter most time to wait before a meta is read
 * @param tolerateConsecutiveErrors how often a tenant is tried again in one poll
 * @param tolerateTenantFailures tenants that may fail without the poll being given up
 * @param deleteEmptyTenants whether what is left of a tenant without blocks is deleted
 * @param emptyTenantDeletionAge how old all of that must be
 */
public record PollSettings(
        Duration interval,
        int concurrency,
        int tenantConcurrency,
        boolean fallback,
        Duration staleTenantIndex,
        Duration jitter,
        int tolerateConsecutiveErrors,
        int tolerateTenantFailures,
        boolean deleteEmptyTenants,
        Duration emptyTenantDeletionAge) {

    /** As nothing is configured. */
    public static final PollSettings DEFAULTS =
            new PollSettings(
                    Duration.ofMinutes(5),
                    50,
                    1,
                    true,
                    Duration.ZERO,
                    Duration.ZERO,
                    1,
                    1,
                    false,
                    Duration.ofHours(12));

    public PollSettings {
        concurrency = Math.max(1, concurrency);
        tenantConcurrency = Math.max(1, tenantConcurrency);
        if (interval.isZero() || interval.isNegative()) {
            interval = Duration.ofMinutes(5);
        }
        if (emptyTenantDeletionAge.isZero()) {
            emptyTenantDeletionAge = Duration.ofHours(12);
        }
    }

    /** The same with another interval. */
    public PollSettings withInterval(Duration other) {
        return new PollSettings(
                other,
                concurrency,
                tenantConcurrency,
                fallback,
                staleTenantIndex,
                jitter,
                tolerateConsecutiveErrors,
                tolerateTenantFailures,
                deleteEmptyTenants,
                emptyTenantDeletionAge);
    }
}
