package io.tempo.livestore;

import io.tempo.core.block.DedicatedColumn;
import io.tempo.core.model.TenantId;

import java.util.List;

/** What a tenant may do, as the live store needs it. Asked again for each request and block. */
public interface TenantPolicy {

    /** Limits for a request. */
    Limits limits(TenantId tenant);

    /** Attributes with columns of their own in the tenant's blocks. */
    List<DedicatedColumn> dedicatedColumns(TenantId tenant);

    /**
     * Limits of a tenant, 0 each for none.
     *
     * @param maxBytesPerTrace encoded bytes of the spans of a trace
     * @param maxLiveTraces traces that get new spans at the same time
     * @param maxAttributeBytes of an attribute's key or string value, which are cut
     */
    record Limits(long maxBytesPerTrace, int maxLiveTraces, int maxAttributeBytes) {

        /** No limits. */
        public static final Limits NONE = new Limits(0, 0, 0);
    }

    /** The same for all tenants. */
    static TenantPolicy of(Limits limits, List<DedicatedColumn> dedicatedColumns) {
        List<DedicatedColumn> columns = List.copyOf(dedicatedColumns);
        return new TenantPolicy() {
            @Override
            public Limits limits(TenantId tenant) {
                return limits;
            }

            @Override
            public List<DedicatedColumn> dedicatedColumns(TenantId tenant) {
                return columns;
            }
        };
    }
}
