package io.tempo.core.recent;

import io.tempo.core.model.TenantId;

import java.util.Set;

/** Recent data of all tenants. Thread-safe. */
public interface RecentData {

    /**
     * What is there of a tenant now; a view without parts for a tenant that has nothing.
     *
     * <p>Ask for this before asking for the tenant's list of blocks in object storage: see {@link
     * RecentView#isRepeated}.
     */
    RecentView open(TenantId tenant);

    /** Tenants with recent data. */
    Set<TenantId> tenants();
}
