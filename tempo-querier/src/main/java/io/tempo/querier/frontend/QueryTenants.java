package io.tempo.querier.frontend;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;

import io.tempo.core.model.TenantId;

import java.util.List;

/**
 * Whose data a query reads.
 *
 * @param multitenancy whether queries must name their tenant; if not it is always {@code
 *     single-tenant}
 * @param several whether a query may name several, joined by {@code |}
 */
record QueryTenants(boolean multitenancy, boolean several) {

    private static final String HEADER = "x-scope-orgid";

    /** The tenants of a request, sorted, each once. */
    List<TenantId> resolve(RequestHeaders headers) throws ApiException {
        if (!multitenancy) {
            return List.of(TenantId.SINGLE_TENANT);
        }
        List<String> values = headers.getAll(HEADER).stream().distinct().toList();
        if (values.size() != 1 || values.getFirst().isEmpty()) {
            throw new ApiException(HttpStatus.UNAUTHORIZED, TenantId.MISSING + "\n");
        }
        try {
            return several
                    ? TenantId.parseAll(values.getFirst())
                    : List.of(TenantId.parse(values.getFirst()));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(e.getMessage());
        }
    }
}
