package io.tempo.querier.frontend;

import com.linecorp.armeria.server.ServiceRequestContext;

import io.tempo.core.model.TenantId;

import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Who waits for an answer.
 *
 * @param tenants whose data is asked for, sorted, each once
 * @param gone whether the client has gone, or its time is over
 */
record Caller(List<TenantId> tenants, BooleanSupplier gone) {

    static Caller of(ServiceRequestContext ctx, List<TenantId> tenants) {
        return new Caller(tenants, ctx::isCancelled);
    }

    /** The tenant whose limits count. */
    TenantId first() {
        return tenants.getFirst();
    }
}
